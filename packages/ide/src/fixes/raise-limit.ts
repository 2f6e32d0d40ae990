// A check that ran out of something: where that is set.
import { LIMIT_SETTING } from '../diagnostics/limits.ts';
import { titleOf } from '../run/file-run.ts';
import type { FixRequest, QuickFix } from './quick-fix.ts';

export function raiseLimit({ snapshot: { run }, diagnostic }: FixRequest): readonly QuickFix[] {
    if (diagnostic.code !== 'inconclusive') return [];
    const found = run?.checks.find(one => titleOf(one) === diagnostic.check);
    const limit = found?.kind === 'reported' ? found.report.answer?.limit : undefined;
    if (limit === undefined || limit === 'cancelled' || limit === 'hashes') return [];
    const setting = LIMIT_SETTING[limit];
    return [{ title: `Raise \`${setting}\``, diagnostic, isPreferred: true, action: { kind: 'setting', setting } }];
}
