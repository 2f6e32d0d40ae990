import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('knobs and values', () =>
    checkDiagnostics(`
machine {
    rwsem unfair
//        ^^^^^^ error[unknown-knob]: \`rwsem\` is one of \`fair\`, \`reader_pref\`; \`unfair\` is not.
    rcu preempt
    store_bufer 2
//  ^^^^^^^^^^^ error[unknown-knob]: The machine has no knob \`store_bufer\`; did you mean \`store_buffer\`?
    store_buffer 0
//               ^ error[unknown-knob]: \`store_buffer\` is a number from 1 to 16; \`0\` is not.
    tlb_flush ip
//            ^^ error[unknown-knob]: \`tlb_flush\` is one of \`ipi\`, \`broadcast\`; \`ip\` is not.
    granules machine.granuls
//           ^^^^^^^^^^^^^^^ error[unknown-knob]: \`granules\` is a number from 1 to 8; \`machine.granuls\` is not.
//                   ^^^^^^^ error[unknown-knob]: There is no \`machine.granuls\`; did you mean \`machine.granules\`?
    colour 1
//  ^^^^^^ error[unknown-knob]: The machine has no knob \`colour\`.
}
`));
