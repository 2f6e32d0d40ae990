import { expect, test } from 'vitest';
import { language } from '../test/check-diagnostics.ts';
import { documentation, outcomeText } from './documentation.ts';

const { module, prelude } = language.load(
    'file:///main.race',
    `// Not this.
/// A flag.
///
/// Set by \`t\`.
var flag = false

/// Not this either.

var other = 0 /// Nor this.
enum e {
    /// The first.
    /// Outcome: number one.
    one, two
}
`,
    () => undefined,
);

test('the lines right above a declaration', () =>
    expect(module.declarations.map(documentation)).toEqual(['A flag.\n\nSet by `t`.', undefined, undefined]));

test('members have their own', () => {
    const members = module.declarations.flatMap(declaration =>
        declaration.$type === 'Enum' ? declaration.members : [],
    );
    expect(members.map(documentation)).toEqual(['The first.', undefined]);
});

test('how a value is told is no part of the documentation', () => {
    const [e] = module.declarations.filter(({ $type }) => $type === 'Enum');
    expect(e?.$type === 'Enum' && e.members.map(outcomeText)).toEqual(['number one', undefined]);
});

test('everything the language provides is documented', () => {
    const undocumented = prelude.declarations.filter(
        node => node.$type !== 'Const' && node.$type !== 'Enum' && documentation(node) === undefined,
    );
    expect(undocumented).toEqual([]);
});
