// Where something stands, for programs: lines and columns from 1.
import type { Place } from '@faultline/language';
import type { Documents } from '../documents.ts';

export function placeJson(documents: Documents, place: Place) {
    const { path, start, end } = documents.locate(place);
    return { path, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
