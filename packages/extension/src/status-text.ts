// What the status item of the language says: what is being checked and how far it got, else the last verdicts.
import type { StatusParams, Verdict } from '@faultline/language-server/protocol';

export interface StatusText {
    readonly text: string;
    readonly detail: string;
    readonly severity: 'info' | 'warning' | 'error';
    readonly isBusy: boolean;
    readonly action: 'check' | 'stop' | 'output';
}

/** `verdicts`: of the document that is looked at; absent where it has none. */
export function statusText(status: StatusParams | undefined, verdicts: readonly Verdict[] | undefined): StatusText {
    if (status?.state === 'checking') return checking(status);
    const ran = (verdicts ?? []).filter(({ status: one }) => one !== 'not-run' && one !== 'running');
    if (ran.length === 0) return idle('No checks run', '', 'info');
    const stale = ran.some(({ isStale }) => isStale) ? 'before the last edit' : '';
    const wrong = ran.filter(({ status: one }) => one === 'unexpected' || one === 'refused' || one === 'broken');
    const open = ran.filter(({ status: one }) => one === 'inconclusive');
    const [first] = [...wrong, ...open];
    const detail = [first === undefined ? '' : `“${first.title}”: ${first.summary}`, stale]
        .filter(one => one !== '')
        .join(' · ');
    if (wrong.length > 0)
        return idle(`${wrong.length} of ${counted(ran.length, 'check')} not as expected`, detail, 'error');
    if (open.length > 0)
        return idle(`${open.length} of ${counted(ran.length, 'check')} inconclusive`, detail, 'warning');
    const [only] = ran;
    return idle(
        ran.length === 1 && only !== undefined ? capital(only.summary) : `${counted(ran.length, 'check')} as expected`,
        detail,
        'info',
    );
}

function checking({ title, states, depth }: StatusParams): StatusText {
    const far = states === 0 ? '' : `: ${states.toLocaleString('en-US')} states, depth ${depth}`;
    return { text: `Checking${far}`, detail: title ?? '', severity: 'info', isBusy: true, action: 'stop' };
}

function idle(text: string, detail: string, severity: StatusText['severity']): StatusText {
    return { text, detail, severity, isBusy: false, action: 'check' };
}

export function counted(count: number, thing: string): string {
    return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

function capital(text: string): string {
    return text.slice(0, 1).toUpperCase() + text.slice(1);
}
