// Written by packages/dev/scripts/embed-library.ts from kernel/**/*.race; do not edit.
import type { Module } from '../module.ts';

export const modules: readonly Module[] = [];
