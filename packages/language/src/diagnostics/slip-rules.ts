// The slips that tokens alone betray, one line each.
import type { SlipRule } from '../slips.ts';

export const slipRules: readonly SlipRule[] = [];
