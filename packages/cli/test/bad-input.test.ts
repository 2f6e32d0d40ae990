// What nobody should write about memory, with the whole library: told where it stands, and neither a crash nor a wrong answer.
import { annotate, readFixture } from '@faultline/dev';
import { checkQuestion } from '@faultline/ide';
import { expect, test } from 'vitest';
import { BUDGET, load } from './scripts.ts';

function errorsOf(fixture: string): { readonly actual: string; readonly expected: string } {
    const { text, annotations } = readFixture(fixture);
    const actual = load('file:///main.race', text)
        .diagnostics.filter(({ severity }) => severity === 'error')
        .map(({ place: { start, end }, severity, code, message }) => ({ start, end, severity, code, message }));
    return { actual: annotate(text, actual), expected: annotate(text, annotations) };
}

test.each([
    [
        'a fault handler that takes faults of user memory itself',
        `
import kernel.uaccess
import kernel.filemap
filesystem fs {
    fault(vmf) {
//  ^^^^^ error[recursion]: \`fault\` calls itself: \`fault\` → \`copy_from_user\` → \`raw_copy_from_user\` → \`get_user_granule\` → \`handle_user_fault\` → \`do_page_fault\` → \`handle_mm_fault\` → \`do_fault\` → \`fault\`.
        let left = copy_from_user(P.buf, 1)
        return filemap_fault(vmf)
    }
}
file x: fs
mm P { vma buf = x[0] rw }
thread t in P { let value = get_user(P.buf) }
`,
    ],
    [
        'mappings, tags, frames and knobs that cannot be',
        `
machine { granules 2; mte later; frames 1 }
//                        ^^^^^ error[unknown-knob]: \`mte\` is one of \`off\`, \`sync\`, \`async\`; \`later\` is not.
//                                      ^ error[too-few-frames]: Populated and cached pages take 2 frames in the beginning; there are 1.
file x { pages 1 }
mm P {
    vma beyond = x[0..1] shared rw
//                    ^ error[mapping-beyond-file]: \`x\` has one page, page 0; there is no page 1.
    vma twice = anon[1] rw page [3]
//      ^^^^^ error[overlapping-vmas]: \`twice\` overlaps \`beyond\`: both have page 3.
    vma odd = anon[2] rw huge page [5]
//                            ^^^^^^^^ error[misaligned-huge]: No huge page begins at page 5.
    vma tagged = anon[2] rw mte populated tags [1, 2, 3, 4, 5] page [8]
//                                                          ^ error[too-many-tags]: \`tagged\` has 4 granules; this is tag 5.
}
thread t in P { let fault = mmu_load(P.tagged).fault }
check "no such value" with machine.tlb_flush = both
//                                             ^^^^ error[wrong-override]: \`tlb_flush\` is one of \`ipi\`, \`broadcast\`; \`both\` is not.
`,
    ],
])('%s', (_, fixture) => {
    const { actual, expected } = errorsOf(fixture);
    expect(actual).toBe(expected);
});

test('a value from outside that makes mappings impossible', () => {
    const script = load(
        'file:///main.race',
        'param n = 1\nfile x { pages 1 }\nmm P { vma buf = x[0..n - 1] }\nthread t in P {}',
    );
    const answers = ['n=1', 'n=3'].map(param => {
        const checked = checkQuestion(script, script.checks[0]!, { model: undefined, params: [param] }, BUDGET);
        return checked.kind === 'errors'
            ? checked.diagnostics.map(({ message }) => message).join()
            : checked.report.status;
    });
    expect(answers).toEqual(['met', '`x` has one page, page 0; there is no page 2.']);
});

test('a page that is mapped more often in the beginning than can be counted', () => {
    const answerOf = (count: number): readonly string[] => {
        const mms = Array.from({ length: count }, (_, i) => `mm P${i} { vma buf = x[0] shared populated }`);
        const script = load(
            'file:///main.race',
            ['import kernel.uaccess', ...mms, 'file x { pages 1 }', 'thread t in P0 { user_load(P0.buf) }'].join('\n'),
        );
        const asked = { model: undefined, params: [] };
        const checked = checkQuestion(script, script.checks[0]!, asked, BUDGET);
        return checked.kind === 'errors' ? checked.diagnostics.map(({ message }) => message) : [checked.report.status];
    };
    expect(answerOf(15)).toEqual(['met']);
    expect(answerOf(16)).toEqual(['A page can be mapped 15 times at once; this is one more.']);
});

test('too few frames for what a script allocates: an allocation that yields null, and no error', () => {
    const script = load(
        'file:///main.race',
        `import machine.memory
machine { frames 1 }
thread t {
    let first = alloc frame
    let second = alloc frame
    assert first != null && second == null
    free first
}`,
    );
    const checked = checkQuestion(script, script.checks[0]!, { model: undefined, params: [] }, BUDGET);
    expect(checked.kind === 'report' && checked.report.status).toBe('met');
});
