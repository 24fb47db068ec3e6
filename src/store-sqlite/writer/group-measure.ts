import type { GroupMeasure } from '../thread-message.ts';
import type { GroupOutcome, GroupRequest } from './writer.ts';

/** What a group did that was made durable in `durationMs`, for those who count. */
export function measureGroup(
  group: readonly GroupRequest[],
  { results }: Pick<GroupOutcome, 'results'>,
  durationMs: number,
): GroupMeasure {
  let commits = 0;
  let messages = 0;
  for (const [i, { request }] of group.entries()) {
    if (results[i]?.ok !== true || request.task.kind !== 'commit') continue;
    commits++;
    for (const { kind } of request.task.operations) if (kind === 'append') messages++;
  }
  return { commits, messages, durationMs };
}
