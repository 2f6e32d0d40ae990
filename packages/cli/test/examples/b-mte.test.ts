import { testExamples } from '../examples.ts';

testExamples('b-mte');
