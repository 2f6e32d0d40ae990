// # machine-declaration
//
// What it does: reports variables and actors of the machine, `hardware` blocks and `fail` in a script that is not about
// the machine.
//
// Why: what they do takes no step of a CPU, orders nothing and never races: so code of a kernel must not be written. They
// are for the modules of the machine, and for scripts that import one of those (`import machine.tlb`) to add to it.
//
// Example:
//
//     thread t { hardware { x = 1 } }
//
// Use instead: plain statements; `atomic { … }` for an assumption that something is one step.
import type { AstNode } from 'langium';
import { moduleOf } from '../environment.ts';
import type { Atomic, Fail, MachineActor, Struct, Var } from '../generated/ast.ts';
import { isMachineModule } from '../machine.ts';
import { placeOf } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';

export const machineDeclaration: Rule = {
    code: 'machine-declaration',
    severity: 'error',
    visit: {
        MachineActor: (node: MachineActor) => judge(node, 'machine', 'an actor of the machine'),
        Fail: (node: Fail) => judge(node, 'fail', '`fail`'),
        Var: (node: Var) => (node.machine ? judge(node, 'machine', 'a variable of the machine') : []),
        Struct: (node: Struct) => (node.extensible ? judge(node, 'extensible', 'an extensible struct') : []),
        Atomic: function* (node: Atomic) {
            if (node.kind === 'hardware') yield* judge(node, 'hardware', 'a step of the hardware');
            else if (node.guard !== undefined) yield* judge(node, 'atomic', 'a block that waits for a condition');
        },
    },
};

function* judge(node: AstNode, word: string, what: string): Iterable<Finding> {
    const module = moduleOf(node);
    if (module === undefined || isMachineModule(module)) return;
    const { uri, start } = placeOf(node);
    const place = { uri, start, end: start + word.length };
    yield { place, message: `Only a module of the machine has ${what}.` };
}
