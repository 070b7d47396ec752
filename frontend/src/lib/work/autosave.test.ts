import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '#lib/api/problem.ts';
import { Autosave } from './autosave.svelte.ts';

interface Answer {
	version: number;
}

function made(save: (value: string, version: number) => Promise<Answer>) {
	return new Autosave<string, Answer>({
		value: 'a',
		version: 1,
		save,
		versionOf: (answer) => answer.version,
		quiet: 100
	});
}

describe('autosave', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it('saves once after the typing stops, with the version it knows', async () => {
		const save = vi.fn(async (_: string, version: number) => ({ version: version + 1 }));
		const auto = made(save);
		for (const text of ['ab', 'abc', 'abcd']) auto.change(text);
		expect(auto.state).toBe('waiting');
		await vi.advanceTimersByTimeAsync(150);
		expect(save.mock.calls).toEqual([['abcd', 1]]);
		expect(auto.state).toBe('saved');
		expect(auto.version).toBe(2);
	});

	it('saving now is everything, also when the answer changes the page while it arrives', async () => {
		const auto: Autosave<string, Answer> = new Autosave<string, Answer>({
			value: 'a',
			version: 1,
			save: async (_, version) => ({ version: version + 1 }),
			versionOf: (answer) => answer.version,
			saved: (_, sent) => auto.change(sent)
		});
		auto.change('b');
		expect(await auto.flush()).toBe(true);
		expect(auto.state).toBe('saved');
	});

	it('does not save what the server already has', async () => {
		const save = vi.fn(async () => ({ version: 2 }));
		const auto = made(save);
		auto.change('a');
		await vi.advanceTimersByTimeAsync(500);
		expect(save).not.toHaveBeenCalled();
		expect(auto.pending).toBe(false);
	});

	it('saves one after the other, so that the last typed is the last saved', async () => {
		const order: string[] = [];
		const auto = made(async (value, version) => {
			await new Promise((resolve) => setTimeout(resolve, 300));
			order.push(`${value}@${version}`);
			return { version: version + 1 };
		});
		auto.change('b');
		await vi.advanceTimersByTimeAsync(150);
		auto.change('c');
		await vi.advanceTimersByTimeAsync(1000);
		expect(order).toEqual(['b@1', 'c@2']);
	});

	it('tries again when the server cannot be reached and keeps what was typed', async () => {
		let down = true;
		const save = vi.fn(async () => {
			if (down) throw new Problem(0, {});
			return { version: 2 };
		});
		const auto = made(save);
		auto.change('b');
		await vi.advanceTimersByTimeAsync(150);
		expect(auto.state).toBe('failed');
		down = false;
		await vi.advanceTimersByTimeAsync(2_100);
		expect(auto.state).toBe('saved');
		expect(save).toHaveBeenCalledTimes(2);
	});

	it('stops at a conflict until somebody decides', async () => {
		const save = vi
			.fn<(value: string, version: number) => Promise<Answer>>()
			.mockRejectedValueOnce(new Problem(412, { code: 'version_conflict' }))
			.mockResolvedValue({ version: 8 });
		const auto = made(save);
		auto.change('mine');
		await vi.advanceTimersByTimeAsync(150);
		expect(auto.state).toBe('conflict');
		auto.change('mine too');
		await vi.advanceTimersByTimeAsync(5_000);
		expect(save).toHaveBeenCalledTimes(1);
		await auto.keepMine(7);
		expect(save).toHaveBeenLastCalledWith('mine too', 7);
		expect(auto.state).toBe('saved');
	});

	it('does not hammer at a refusal, and saves again when the content changes', async () => {
		const save = vi
			.fn<(value: string, version: number) => Promise<Answer>>()
			.mockRejectedValueOnce(new Problem(422, { code: 'validation' }))
			.mockResolvedValue({ version: 2 });
		const auto = made(save);
		auto.change('too long');
		await vi.advanceTimersByTimeAsync(60_000);
		expect(save).toHaveBeenCalledTimes(1);
		auto.change('short');
		await vi.advanceTimersByTimeAsync(150);
		expect(auto.state).toBe('saved');
	});
});
