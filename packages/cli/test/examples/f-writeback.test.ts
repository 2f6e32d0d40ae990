import { testExamples } from '../examples.ts';

testExamples('f-writeback');
