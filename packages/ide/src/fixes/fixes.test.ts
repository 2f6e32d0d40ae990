import { expect, test } from 'vitest';
import { verdictDiagnostics } from '../diagnostics/verdicts.ts';
import { checked } from '../testing/editor.ts';
import { quickFixes } from './quick-fix.ts';

const LIBRARY = new Map([['pin_page', ['kernel.pins']]]);

/** Every repair that is offered, with the text after it. */
function repaired(text: string, maxStates?: number): readonly string[] {
    const snapshot = checked(text, maxStates);
    const all = [...snapshot.script.diagnostics, ...verdictDiagnostics(snapshot.run!)];
    const fixes = all.flatMap(diagnostic => quickFixes({ snapshot, diagnostic, library: LIBRARY }));
    return [
        ...new Set(
            fixes.map(({ title, action }) => {
                if (action.kind === 'setting') return `${title} -> ${action.setting}`;
                const result = action.edits
                    .toSorted((a, b) => b.place.start - a.place.start)
                    .reduce(
                        (all, { place, text: fresh }) => all.slice(0, place.start) + fresh + all.slice(place.end),
                        text,
                    );
                return `${title}\n${result}`;
            }),
        ),
    ];
}

test('a misspelt name', () =>
    expect(repaired('var counter = 0\nthread t { couner = 1 }')).toContain(
        'Write `counter`\nvar counter = 0\nthread t { counter = 1 }',
    ));

test.each([
    ['thread t { pin_page(1) }', 'import kernel.pins\n\nthread t { pin_page(1) }'],
    ['/// A file.\n\nthread t { pin_page(1) }', '/// A file.\n\nimport kernel.pins\n\nthread t { pin_page(1) }'],
    ['/// A thread.\nthread t { pin_page(1) }', 'import kernel.pins\n\n/// A thread.\nthread t { pin_page(1) }'],
])('a missing import: %j', (text, result) => expect(repaired(text)).toContain(`Import \`kernel.pins\`\n${result}`));

const LOCKS = 'lock a: mutex\nthread t { mutex_lock(a); mutex_lock(a) }\n';

test('let a check expect what was found', () => {
    expect(repaired(`${LOCKS}check "c" expects pass`)).toEqual([
        `Let "c" expect deadlock\n${LOCKS}check "c" expects deadlock`,
    ]);
    expect(repaired(`${LOCKS}check "c"`)).toEqual([`Let "c" expect deadlock\n${LOCKS}check "c" expects deadlock`]);
    expect(repaired(`${LOCKS}check "c" expects livelock, bug range, ...`)).toEqual([
        `Let "c" expect deadlock\n${LOCKS}check "c" expects deadlock`,
    ]);
});

test('raise the limit that was reached', () => {
    const text = 'var x = 0\nthread p { x = 1; x = 2 }\nthread q { let r = x }\ncheck "c" expects deadlock';
    expect(repaired(text, 2)).toContain('Raise `faultline.limits.states` -> faultline.limits.states');
});
