import { testExamples } from '../examples.ts';

testExamples('g-classic');
