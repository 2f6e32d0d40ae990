// What a file in `diagnostics/` exports that looks at the paths of a whole script, in all its checks.
import type { Severity } from './diagnostic.ts';
import type { Module } from './generated/ast.ts';
import type { Finding } from './rule.ts';

export interface PathRule {
    readonly code: string;
    readonly severity: Severity;
    readonly judge: (module: Module) => Iterable<Finding>;
}
