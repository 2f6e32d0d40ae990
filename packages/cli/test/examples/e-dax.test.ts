import { testExamples } from '../examples.ts';

testExamples('e-dax');
