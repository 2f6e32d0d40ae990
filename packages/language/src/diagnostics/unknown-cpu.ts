// # unknown-cpu
//
// What it does: reports a CPU that is not written `cpu0`, `cpu1` and so on, or that the machine does not have.
//
// Why: CPUs are numbered from 0; `machine { cpus n }` says how many there are.
//
// Example:
//
//     thread t on cpu_a { x = 1 }
//
// Use instead: `on cpu0`.
import { isMachine } from '../generated/ast.ts';
import { placeOfProperty } from '../place.ts';
import type { Context, Finding, Rule } from '../rule.ts';

const MOST = 16;

export const unknownCpu: Rule = {
    code: 'unknown-cpu',
    severity: 'error',
    visit: { Thread: judge, Interrupt: judge },
};

function* judge(
    node: { readonly cpu?: string } & Parameters<typeof placeOfProperty>[0],
    context: Context,
): Iterable<Finding> {
    const { cpu } = node;
    if (cpu === undefined) return;
    const number = /^cpu(\d{1,3})$/.exec(cpu)?.[1];
    const place = placeOfProperty(node, 'cpu');
    if (number === undefined) {
        yield { place, message: `A CPU is called \`cpu0\`, \`cpu1\` and so on; \`${cpu}\` is none.` };
        return;
    }
    const knob = context.module.declarations
        .filter(isMachine)
        .flatMap(machine => machine.knobs)
        .find(each => each.name === 'cpus');
    const cpus = (knob && context.typing.constant(knob.value)) || MOST;
    if (Number(number) >= cpus) yield { place, message: `There is no \`${cpu}\`: the machine has ${cpus} CPUs.` };
}
