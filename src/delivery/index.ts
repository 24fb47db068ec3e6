export * from './contract.ts';
export { createDelivery, DEFAULT_MAILBOXES, type DeliveryOptions } from './delivery.ts';
export { DEFAULT_DELIVERY_LIMITS, type DeliveryLimits } from './limits.ts';
