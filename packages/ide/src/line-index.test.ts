import { expect, test } from 'vitest';
import { lineIndex, lineText, positionAt } from './line-index.ts';

test('every kind of line end ends a line, and an offset beyond the text stands at its end', () => {
    const index = lineIndex('ab\ncd\r\ne\rf');
    const at = (offset: number) => Object.values(positionAt(index, offset)).join(':');
    expect([0, 2, 3, 7, 9, 10, 99, -1].map(at)).toEqual(['1:1', '1:3', '2:1', '3:1', '4:1', '4:2', '4:2', '1:1']);
    expect([1, 2, 3, 4, 5].map(line => lineText(index, line))).toEqual(['ab', 'cd', 'e', 'f', '']);
});
