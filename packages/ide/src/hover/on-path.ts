// What the shown counterexample does to a cell, a lock or a register: each change, with the step that made it.
import type { SyntaxNode } from '@faultline/language';
import { isStruct, isVar, placeOf, uriOf } from '@faultline/language';
import { changeInWords } from '../diagnostics/path.ts';
import { outcomeInWords } from '../judge.ts';
import { shownPath } from '../run/file-run.ts';
import type { Change } from '../trace/changes.ts';
import type { StoryLine } from '../trace/story.ts';
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
    const { outcome } = shown.found;
    const age = snapshot.run?.age === 'before-edit' ? ', before the last edit' : '';
    return [
        {
            kind: 'steps',
            title: `On the way to ${outcomeInWords(outcome)} in "${shown.title}"${age}`,
            steps: fewer(steps),
        },
    ];
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
