import { describe, expect, it } from 'vitest';
import { needsShrinking, shrunk } from './shrink.ts';

describe('the size a picture travels in', () => {
	it('keeps the proportion of a phone picture', () => {
		expect(shrunk(4000, 3000)).toEqual({ width: 3000, height: 2250 });
		expect(shrunk(3000, 4000)).toEqual({ width: 2250, height: 3000 });
	});

	it('never makes a picture larger', () => {
		expect(shrunk(640, 480)).toEqual({ width: 640, height: 480 });
	});

	it('keeps at least a pixel of a very long strip', () => {
		expect(shrunk(90_000, 10)).toEqual({ width: 3000, height: 1 });
	});

	it('leaves a small and light picture alone', () => {
		expect(needsShrinking(1600, 1200, 400_000)).toBe(false);
		expect(needsShrinking(1600, 1200, 9_000_000)).toBe(true);
		expect(needsShrinking(4000, 3000, 400_000)).toBe(true);
	});
});
