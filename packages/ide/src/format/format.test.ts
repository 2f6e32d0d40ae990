import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { tokensOf } from '../syntax/tokens.ts';
import { DEFAULT_FORMAT, formatEdits, formatLines, formatted } from './format.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');
const FILES = globSync(['examples/**/*.race', 'packages/library/kernel/**/*.race'], { cwd: ROOT }).toSorted();

const format = (text: string) => formatted(text, DEFAULT_FORMAT);

test('there are scripts to lay out', () => expect(FILES.length).toBeGreaterThan(30));

test.each(FILES)('%s: twice is once, and every token stays', path => {
    const text = readFileSync(resolve(ROOT, path), 'utf8');
    const once = format(text);
    expect(format(once)).toBe(once);
    expect(tokensOf(once).map(token => token.text.trimEnd())).toEqual(
        tokensOf(text).map(token => token.text.trimEnd()),
    );
});

test('indentation and spaces', () =>
    expect(
        format(`
fn   f( a:int,b :int ):int{
  let r=a+-b*( a- 1 )
if !x&&  y{
return - 1
  }else{
     x=!y
}
  match r {
0=>{ x = true }
else =>{y=false}
}
}


var a [ 3 ] : list< int 0 .. 3 > [ 4 ]
var p : inode ?
`),
    ).toMatchInlineSnapshot(`
      "fn f(a: int, b: int): int {
          let r = a + -b * (a - 1)
          if !x && y {
              return -1
          } else {
              x = !y
          }
          match r {
              0 => { x = true }
              else => { y = false }
          }
      }

      var a[3]: list<int 0..3>[4]
      var p: inode?
      "
    `));

test('a line that goes on is one level deeper', () =>
    expect(
        format(`
fn schedule() {
wait until current.state == RUNNING
|| current.state == SLEEPING
&& signal_pending(current)
call(
a,
b
)
}
check "long"
with a = true
expects pass
`),
    ).toMatchInlineSnapshot(`
      "fn schedule() {
          wait until current.state == RUNNING
              || current.state == SLEEPING
              && signal_pending(current)
          call(
              a,
              b
          )
      }
      check "long"
          with a = true
          expects pass
      "
    `));

test('comments stay where they are, in columns if they were', () =>
    expect(
        format(`
/// What it is.
var x = 0   // first
var longer = 0   // second

var y = 0 // alone
thread t {
// inside
x = 1
}
`),
    ).toMatchInlineSnapshot(`
      "/// What it is.
      var x = 0       // first
      var longer = 0  // second

      var y = 0 // alone
      thread t {
          // inside
          x = 1
      }
      "
    `));

test('checks stand in columns if somebody began with that', () =>
    expect(
        format(`
check "a"   expects pass
check "a longer title" with p = true expects bug sleep-in-atomic,   ...

check "alone" expects bug use-after-free
`),
    ).toMatchInlineSnapshot(`
      "check "a"               expects pass
      check "a longer title"  with p = true expects bug sleep-in-atomic, ...

      check "alone" expects bug use-after-free
      "
    `));

test('flags of a mapping', () =>
    expect(format('mm A { vma buf = x[0]  shared uffd( missing,wp ) tags [1,1] }')).toBe(
        'mm A { vma buf = x[0] shared uffd(missing, wp) tags [1, 1] }\n',
    ));

test('what is half written stays what it is', () =>
    expect(format('thread t {\n  if (\n')).toBe('thread t {\n    if (\n'));

test('nothing is nothing, and line ends are kept', () => {
    expect(format('')).toBe('');
    expect(format('\n\n')).toBe('');
    expect(format('var x=0\r\nvar y=0')).toBe('var x = 0\r\nvar y = 0\r\n');
});

test('only the lines that differ are edited', () => {
    const text = 'var x = 0\nvar y=0\nvar z = 0\nvar w=0\n';
    expect(formatEdits(text, DEFAULT_FORMAT)).toEqual([
        { start: 10, end: 18, text: 'var y = 0\n' },
        { start: 28, end: 36, text: 'var w = 0\n' },
    ]);
    expect(formatLines(text, DEFAULT_FORMAT, 0, 1)).toHaveLength(1);
    expect(formatLines(text, { indent: '\t' }, 3, 3)).toEqual([{ start: 28, end: 35, text: 'var w = 0' }]);
    // Blank lines elsewhere do not matter.
    expect(formatLines(`\n\n\n${text}`, { indent: '\t' }, 6, 6)).toEqual([{ start: 31, end: 38, text: 'var w = 0' }]);
});
