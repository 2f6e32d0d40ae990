// # label-misuse
//
// What it does: reports a label with no statement behind it, an `idle` that is not in a daemon, and a `progress` with no
// loop around it.
//
// Why: a label names the step that follows; `idle` is where a daemon or device rests; `progress` says that a loop has
// come nearer to its end.
//
// Example:
//
//     thread t { x = 1; done: }
//
// Use instead: the label before a statement.
import { AstUtils } from 'langium';
import { isBlock, isDevice, isLabel, isLoop, isThread, isWhile } from '../generated/ast.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';
import { codeOf } from '../threads.ts';

export const labelMisuse: Rule = {
    code: 'label-misuse',
    severity: 'warning',
    visit: {
        Label: function* (node) {
            const block = node.$container;
            const rest = isBlock(block) ? block.statements.slice((node.$containerIndex ?? 0) + 1) : [];
            const place = placeOfProperty(node, 'name');
            if (!rest.some(statement => !isLabel(statement))) {
                yield { place, message: `The label \`${node.name}\` names no step.`, severity: 'error' };
            }
            const code = codeOf(node);
            if (node.name === 'idle' && isThread(code) && code.kind === 'thread') {
                yield { place, message: 'Only a daemon or a device rests at `idle`; a thread must come to its end.' };
            } else if (
                node.name === 'idle' &&
                code !== undefined &&
                !isThread(code) &&
                !isDevice(code) &&
                code.$type !== 'Fn'
            ) {
                yield { place, message: 'Only a daemon or a device rests at `idle`.' };
            }
        },
        Progress: function* (node) {
            const code = codeOf(node);
            if (code?.$type === 'Fn') return;
            const loop = AstUtils.getContainerOfType(node, each => isLoop(each) || isWhile(each));
            if (loop === undefined) yield { place: placeOf(node), message: 'There is no loop around this `progress`.' };
        },
    },
};
