// What the shown counterexample does to a cell, a lock or a register: each change, with the step that made it.
import type { Place, SyntaxNode } from '@faultline/language';
import { isStruct, isVar, placeOf, uriOf } from '@faultline/language';
import { changeInWords } from '../diagnostics/path.ts';
import { outcomeInWords } from '../judge.ts';
import { shownPath } from '../run/file-run.ts';
import type { Change } from '../trace/changes.ts';
import type { Story, StoryLine } from '../trace/story.ts';
import type { HoverSection, LinkedStep, Subject } from './hover.ts';

const MOST = 8;

export function onPath({ snapshot, occurrence, offset }: Subject): readonly HoverSection[] {
    const shown = shownPath(snapshot.run, snapshot.shownTitle);
    const [target] = occurrence.targets;
    if (shown === undefined || target === undefined) return [];
    const uri = snapshot.script.uri;
    const concerns = whatConcerns(target);
    if (concerns === undefined) return [];
    const steps = shown.found.story.lines.flatMap((line): LinkedStep[] => {
        const changes = line.changes.filter(change => concerns(change, line));
        if (changes.length === 0) return [];
        const isHere = line.place.uri === uri && line.place.start <= offset && offset <= line.place.end;
        return [
            {
                step: line.step,
                thread: line.thread,
                text: changes.map(changeInWords).join(', '),
                place: line.place,
                isHere,
            },
        ];
    });
    if (steps.length === 0) return [];
    const { outcome, story } = shown.found;
    const age = snapshot.run?.outdated.checks.has(shown.title) ? ', before the last edit' : '';
    const values = valuesHere(
        story,
        changes => changes.filter(({ change, line }) => concerns(change, line)),
        uri,
        offset,
    );
    return [
        ...(values.length === 0 ? [] : [{ kind: 'text' as const, text: values.join('\n\n') }]),
        {
            kind: 'steps',
            title: `On the way to ${outcomeInWords(outcome)} in "${shown.title}"${age}`,
            steps: fewer(steps),
        },
    ];
}

interface Made {
    readonly change: Change;
    readonly line: StoryLine;
}

/** What the cells hold when somebody on the path comes to the place: `Before step 4 of write: \`l\` is free`. */
function valuesHere(
    { lines, waits }: Story,
    select: (all: readonly Made[]) => readonly Made[],
    uri: string,
    offset: number,
): readonly string[] {
    const isHere = (place: Place) => place.uri === uri && place.start <= offset && offset <= place.end;
    const made = select(lines.flatMap(line => line.changes.map(change => ({ change, line }))));
    const visits = [
        ...lines
            .filter(({ place }) => isHere(place))
            .map(({ step, thread }) => ({ step, when: `Before step ${step} (${thread})` })),
        ...waits
            .filter(({ place }) => isHere(place))
            .map(({ thread }) => ({ step: Number.POSITIVE_INFINITY, when: `Where ${thread} is stuck` })),
    ];
    return visits.slice(0, MOST).flatMap(({ step, when }) => {
        const values = valuesBefore(made, step);
        return values.length === 0 ? [] : [`${when}: ${values.join(', ')}.`];
    });
}

function valuesBefore(made: readonly Made[], step: number): readonly string[] {
    const values = new Map<string, string>();
    for (const { change, line } of made) {
        if (change.kind !== 'cell') continue;
        if (line.step < step) values.set(change.cell, change.after);
        else if (!values.has(change.cell)) values.set(change.cell, change.before);
    }
    return [...values].slice(0, MOST).map(([cell, value]) => `\`${cell}\` is ${value}`);
}

/** Those around the pointer, if there are too many. */
function fewer(steps: readonly LinkedStep[]): readonly LinkedStep[] {
    if (steps.length <= MOST) return steps;
    const here = Math.max(
        0,
        steps.findIndex(({ isHere }) => isHere),
    );
    const from = Math.max(0, Math.min(here - MOST / 2, steps.length - MOST));
    return steps.slice(from, from + MOST);
}

/** Which changes are changes of a declaration; nothing for what holds no value. */
function whatConcerns(target: SyntaxNode): ((change: Change, line: StoryLine) => boolean) | undefined {
    switch (target.$type) {
        case 'Var':
        case 'Lock': {
            const { name } = target;
            const isMember = isStruct(target.$container) || (isVar(target) && target.per !== undefined);
            return change => isCellNamed(change, name, isMember ? 'member' : 'global');
        }
        case 'Let':
        case 'ChooseValue':
        case 'Parameter': {
            const { uri, start, end } = placeOf(codeAround(target));
            const isInside = ({ place }: StoryLine) => place.uri === uri && start <= place.start && place.end <= end;
            return (change, line) => change.kind === 'register' && change.cell === target.name && isInside(line);
        }
        case 'Thread':
        case 'Device':
        case 'Interrupt':
        case 'Event':
            return (change, { thread }) =>
                change.kind === 'cell' && (thread === target.name || thread.startsWith(`${target.name}[`));
        default:
            return undefined;
    }
}

function isCellNamed(change: Change, name: string, kind: 'member' | 'global'): boolean {
    if (change.kind === 'register') return false;
    if (change.kind === 'deferred') return change.text.includes(`(${name}`);
    const path = change.cell.replace(/\[[^\]]*\]/g, '').split('.');
    return kind === 'member' ? path.slice(1).includes(name) || path[0] === name : path[0] === name;
}

function codeAround(node: SyntaxNode): SyntaxNode {
    let code = node;
    while (
        code.$container !== undefined &&
        !['Fn', 'Thread', 'Device', 'Interrupt', 'Event'].includes(code.$type) &&
        uriOf(code) !== ''
    ) {
        code = code.$container as SyntaxNode;
    }
    return code;
}
