// The page of the trace view: draws what the extension sends, moves with the keyboard, says what was chosen.
//
// Runs in the web view, not in the extension host. Styles and theme are in media/trace.css; nothing is fetched.
import type { Element } from './element.ts';
import type { Layout, Row } from './layout.ts';
import { foldsAtFirst, layoutOf } from './layout.ts';
import type { FromView, Subject, ToView } from './messages.ts';
import { emptyPageOf, locationOf, pageOf } from './render.ts';

interface Remembered extends Subject {
    /** Ids of calls; absent: what one folds at first. */
    readonly folds?: readonly string[];
    /** The id of a row. */
    readonly selected?: string;
}

declare function acquireVsCodeApi(): {
    readonly postMessage: (message: FromView) => void;
    readonly getState: () => Remembered | undefined;
    readonly setState: (state: Remembered) => void;
};

const host = acquireVsCodeApi();
let shown: Extract<ToView, { kind: 'show' }> | undefined;
let layout: Layout | undefined;
let folds: ReadonlySet<string> = new Set();
let selected: string | undefined;

window.addEventListener('message', ({ data }: MessageEvent<ToView>) => {
    switch (data.kind) {
        case 'show':
            show(data);
            break;
        case 'nothing':
            shown = undefined;
            layout = undefined;
            if (!isRemembered(data.subject)) host.setState(data.subject);
            replacePage(emptyPageOf(data.subject, data.said));
            break;
        case 'select':
            select(`step ${data.step}`, 'here');
            break;
    }
});
document.addEventListener('click', ({ target }) => {
    const at = target instanceof HTMLElement ? target : undefined;
    const action = at?.closest<HTMLElement>('[data-action]')?.dataset.action;
    const row = at?.closest<HTMLElement>('[data-row]');
    const ending = at?.closest<HTMLElement>('[data-ending]')?.dataset.ending;
    if (ending !== undefined) {
        const location = shown?.trace.endings[Number(ending)]?.location;
        if (row?.dataset.row !== undefined) select(row.dataset.row, 'here');
        if (location !== undefined) host.postMessage({ kind: 'reveal', location, how: 'preview' });
    } else if (action === 'toggle' && row?.dataset.call !== undefined) toggle(row.dataset.call);
    else if (action !== undefined && row === null) act(action);
    else if (row?.dataset.row !== undefined) select(row.dataset.row, 'reveal');
});
document.addEventListener('dblclick', ({ target }) => {
    const row = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-row]') : null;
    if (row?.dataset.row !== undefined) reveal(row.dataset.row, 'focus');
});
document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLSelectElement) || shown === undefined) return;
    if (target.dataset.action === 'title') host.postMessage({ kind: 'choose', title: target.value, index: undefined });
    else host.postMessage({ kind: 'choose', title: shown.trace.title, index: Number(target.value) });
});
document.addEventListener('keydown', event => {
    const row = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
    if (row === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (onKey(event.key, row.dataset.row!, row.dataset.call)) event.preventDefault();
});
window.addEventListener('resize', fitColumns);
host.postMessage({ kind: 'ready' });

function show(message: Extract<ToView, { kind: 'show' }>): void {
    const { subject, trace } = message;
    const known = host.getState();
    const isSame = isRemembered({ uri: subject.uri, title: subject.title, index: trace.index });
    folds = isSame && known?.folds !== undefined ? new Set(known.folds) : foldsAtFirst(trace);
    selected = isSame ? known?.selected : undefined;
    const isFirst = shown === undefined || !isSame;
    shown = message;
    draw();
    if (isFirst && selected === undefined)
        document.querySelector('.ending, .fault')?.scrollIntoView({ block: 'nearest' });
}

/** `index`: absent matches any. */
function isRemembered({ uri, title, index }: Subject): boolean {
    const known = host.getState();
    return known?.uri === uri && known.title === title && (index === undefined || known.index === index);
}

function draw(): void {
    if (shown === undefined) return;
    const { subject, trace, titles } = shown;
    layout = layoutOf(trace, folds);
    const hadFocus = document.activeElement?.closest('[data-row]') !== null && document.activeElement !== document.body;
    replacePage(
        pageOf({ subject, trace, titles, layout, folded: layout.calls.filter(({ id }) => folds.has(id)).length }),
    );
    document.querySelector<HTMLElement>('.lanes')?.style.setProperty('--lanes', String(layout.lanes.length));
    fitColumns();
    mark(hadFocus ? 'focus' : 'quiet');
    remember();
}

/** Where lanes and states do not fit side by side, what a step changes stands below it. */
function fitColumns(): void {
    const body = document.querySelector('.body');
    body?.classList.remove('narrow');
    if (body !== null && body.scrollWidth > body.clientWidth) body.classList.add('narrow');
}

function remember(): void {
    if (shown === undefined) return;
    const { subject, trace } = shown;
    const { uri, title } = subject;
    host.setState({
        uri,
        title,
        index: trace.index,
        folds: [...folds],
        ...(selected === undefined ? {} : { selected }),
    });
}

function act(action: string): void {
    switch (action) {
        case 'copy':
            host.postMessage({ kind: 'copy' });
            break;
        case 'check':
            host.postMessage({ kind: 'check' });
            break;
        case 'property':
            if (shown?.trace.property !== undefined)
                host.postMessage({ kind: 'reveal', location: shown.trace.property, how: 'focus' });
            break;
        case 'fold-all':
            refold(new Set(layout?.calls.map(({ id }) => id)));
            break;
        case 'unfold-all':
            refold(new Set());
            break;
    }
}

/** Whether the key means something here. */
function onKey(key: string, row: string, call: string | undefined): boolean {
    const rows = layout?.rows ?? [];
    const at = rows.findIndex(({ id }) => id === row);
    const isFolded = rows[at]?.kind === 'folded';
    const move = (index: number) => {
        const next = rows[Math.max(0, Math.min(rows.length - 1, index))];
        if (next !== undefined) select(next.id, 'reveal');
        return true;
    };
    switch (key) {
        case 'ArrowDown':
            return move(at + 1);
        case 'ArrowUp':
            return move(at - 1);
        case 'PageDown':
            return move(at + 10);
        case 'PageUp':
            return move(at - 10);
        case 'Home':
            return move(0);
        case 'End':
            return move(rows.length - 1);
        case 'Enter':
            reveal(row, 'focus');
            return true;
        case ' ':
            if (call !== undefined) toggle(call);
            return true;
        case 'ArrowRight':
            if (call !== undefined && isFolded) toggle(call);
            return true;
        case 'ArrowLeft': {
            const head = enclosingCall(rows, at);
            if (call !== undefined && !isFolded) toggle(call);
            else if (head !== undefined) select(head, 'reveal');
            return true;
        }
        default:
            return false;
    }
}

/** The head of the call that a row is inside. */
function enclosingCall(rows: readonly Row[], at: number): string | undefined {
    const row = rows[at];
    if (row === undefined || !('depth' in row)) return undefined;
    return rows
        .slice(0, at)
        .findLast(one => one.kind === 'call' && one.lane === row.lane && one.depth === row.depth - 1)?.id;
}

function toggle(call: string): void {
    const isFolded = folds.has(call);
    const rest = [...folds].filter(id => id !== call);
    refold(new Set(isFolded ? rest : [...rest, call]), call);
}

/** The row of the call that was toggled stays selected, under its new name. */
function refold(next: ReadonlySet<string>, call?: string): void {
    folds = next;
    draw();
    const row = call === undefined ? undefined : layout?.rows.find(one => 'call' in one && one.call.id === call);
    if (row !== undefined) select(row.id, 'here');
}

function select(id: string, then: 'reveal' | 'here'): void {
    if (layout?.rows.some(row => row.id === id) !== true) return;
    selected = id;
    mark(then === 'reveal' || document.hasFocus() ? 'focus' : 'quiet');
    remember();
    if (then === 'reveal') reveal(id, 'preview');
}

function reveal(id: string, how: 'preview' | 'focus'): void {
    const row = layout?.rows.find(one => one.id === id);
    const location = row === undefined ? undefined : locationOf(row);
    if (location !== undefined) host.postMessage({ kind: 'reveal', location, how });
}

/** One row is reached by the tabulator: the selected one, else the first. */
function mark(focus: 'focus' | 'quiet'): void {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
    const current = rows.find(row => row.dataset.row === selected);
    for (const row of rows) {
        row.tabIndex = row === (current ?? rows[0]) ? 0 : -1;
        row.setAttribute('aria-selected', String(row === current));
    }
    if (current === undefined) return;
    if (focus === 'focus') current.focus({ preventScroll: true });
    current.scrollIntoView({ block: 'nearest' });
}

function replacePage(elements: readonly Element[]): void {
    document.querySelector('main')?.replaceChildren(...elements.map(toNode));
}

function toNode({ tag, attributes, children }: Element): HTMLElement {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children.map(child => (typeof child === 'string' ? child : toNode(child))));
    return node;
}
