import { readFixture } from '@faultline/dev';
import { expect, test } from 'vitest';
import { load } from '../testing/editor.ts';
import { signatureHelp } from './signature.ts';

function help(fixture: string): string | undefined {
    const { text, cursor } = readFixture(fixture);
    const found = signatureHelp(load(text), cursor!);
    return found && `${found.label} @${found.active}`;
}

const FN = '/// Adds.\nfn add(a: int, b: int): int { return a + b }\nlock l: rwsem\nbits B { f: bool; g: u8 }\n';

test.each([
    ['thread t { let r = add(<|> }', 'fn add(a: int, b: int): int @0'],
    ['thread t { let r = add(1, <|>) }', 'fn add(a: int, b: int): int @1'],
    ['thread t { let r = add(add(1, 2), <|>) }', 'fn add(a: int, b: int): int @1'],
    ['thread t { down_read(<|>) }', 'down_read(lock: rwsem) @0'],
    ['thread t { WRITE_ONCE(x, <|>) }', 'WRITE_ONCE(x, value) @1'],
    ['thread t { let b = B(<|>) }', 'B(f: …, g: …) @0'],
    ['thread t { nobody(<|>) }', undefined],
    ['thread t { if (<|>) { } }', undefined],
    ['thread t { add(1, 2); <|> }', undefined],
])('%s', (line, expected) => expect(help(FN + line)).toBe(expected));
