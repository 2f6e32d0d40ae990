import { test } from 'vitest';
import { checkDiagnostics } from '../../test/check-diagnostics.ts';

test('less than is there in the beginning', () =>
    checkDiagnostics(`
machine {
    frames 2
//         ^ error[too-few-frames]: Populated and cached pages take 3 frames in the beginning; there are 2.
    tables 1
}
file x { pages 2; cached 0..1 }
mm P {
    vma a = anon[1] rw populated
    vma b = x[0] populated
}
check "fewer" with machine.frames = 1
//                                  ^ error[too-few-frames]: Populated and cached pages take 3 frames in the beginning; there are 1.
check "more" with machine.frames = 3
check "whatever is needed" with machine.frames = 0
`));
