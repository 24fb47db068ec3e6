export { type DemoPerson, type DemoPlanting, plantDemoMail } from './plant.ts';
