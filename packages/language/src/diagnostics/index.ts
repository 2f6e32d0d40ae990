// What is looked for in every module, one line each.
import type { Rule } from '../rule.ts';
import { unknownName } from './unknown-name.ts';

export const rules: readonly Rule[] = [unknownName];
