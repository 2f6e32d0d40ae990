// What the machine's modules are made of, and scripts have little use for.
import type { Builtin, BuiltinParameter, MachineOperation } from '../builtin.ts';

const REFERENCE: BuiltinParameter = { name: 'reference', type: 'ref' };
const CELL: BuiltinParameter = { name: 'cell', type: 'cell' };

export const machine: readonly Builtin[] = [
    operation(
        'smp_processor_id',
        'cpu',
        'int',
        [],
        `The number of the CPU this runs on (\`smp_processor_id()\`). Not a step.`,
    ),
    operation('actor_id', 'actor', 'int', [], `The number of who runs this, among \`machine.actors\`. Not a step.`),
    operation(
        'irqs_enabled_here',
        'interruptible',
        'bool',
        [],
        `Whether an interrupt could be taken on this CPU now: no thread of it has interrupts off, and no handler runs. Not a step.`,
    ),
    operation(
        'stale',
        'stale',
        'bool',
        [REFERENCE],
        `Whether a reference has outlived its object: what it names has been freed since. Not a step, and no use of the object.`,
    ),
    operation(
        'fresh',
        'fresh',
        'same',
        [REFERENCE],
        `A reference to what is there now, whether or not it is what the given reference meant. Not a step, and no use of the object.`,
    ),
    operation(
        'nth_page',
        'nth',
        'same',
        [REFERENCE, { name: 'n', type: 'int' }],
        `The frame that stands n frames further on (\`nth_page()\`): page n of a folio, given its head. Stale where
no frame is allocated there now; beyond the last frame it is \`bug range\`. Not a step.`,
    ),
    operation(
        'mmu_data_load',
        'data_load',
        'cell',
        [CELL],
        `The last step of a read by the hardware: reads a granule of a frame. A frame that was freed meanwhile is \`bug stale-tlb\`.`,
    ),
    operation(
        'mmu_data_store',
        'data_store',
        'void',
        [CELL, { name: 'value', type: 'value' }],
        `The last step of a write by the hardware: writes a granule of a frame. A frame that was freed meanwhile is \`bug stale-tlb\`.`,
    ),
];

function operation(
    name: string,
    meaning: MachineOperation,
    result: Builtin['result'],
    parameters: readonly BuiltinParameter[],
    documentation: string,
): Builtin {
    return {
        name,
        documentation,
        parameters,
        result,
        semantics: { kind: 'machine', operation: meaning },
        sleeps: false,
    };
}
