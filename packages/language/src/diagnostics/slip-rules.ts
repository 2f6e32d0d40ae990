// The slips that tokens alone betray, one line each. The first that fits is told.
import type { SlipRule } from '../slips.ts';
import { cArrow } from './c-arrow.ts';
import { cDeclaration } from './c-declaration.ts';
import { cDereference } from './c-dereference.ts';
import { cFor } from './c-for.ts';
import { cGoto } from './c-goto.ts';
import { cIncrement } from './c-increment.ts';
import { cSwitch } from './c-switch.ts';
import { cTernary } from './c-ternary.ts';
import { foreignKeyword } from './foreign-keyword.ts';
import { foreignOperator } from './foreign-operator.ts';
import { misplacedLet } from './misplaced-let.ts';
import { missingUntil } from './missing-until.ts';
import { numberSuffix } from './number-suffix.ts';
import { singleQuotes } from './single-quotes.ts';
import { wordOperator } from './word-operator.ts';

export const slipRules: readonly SlipRule[] = [
    cArrow,
    cIncrement,
    cDereference,
    cTernary,
    cDeclaration,
    cFor,
    cGoto,
    cSwitch,
    foreignKeyword,
    foreignOperator,
    misplacedLet,
    missingUntil,
    numberSuffix,
    singleQuotes,
    wordOperator,
];
