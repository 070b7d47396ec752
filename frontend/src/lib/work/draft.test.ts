import { beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '#lib/api/problem.ts';
import { Draft, type Written } from './draft.svelte.ts';

interface Note extends Written {
	text: string;
	done: boolean;
}

const server: Note = { text: 'a', done: false, version: 1, updated_at: '2026-11-24T08:00:00Z' };
let kept: Note;
let refused: Problem | null;

class Noted extends Draft<{ text: string }, Note> {
	told = 0;
	protected contentOf(view: Note) {
		return { text: view.text };
	}
	protected async send(content: { text: string }, version: number): Promise<Note> {
		await Promise.resolve();
		if (refused) throw refused;
		if (version !== kept.version) throw new Problem(412, { code: 'version_conflict' } as never);
		kept = { ...kept, ...content, version: version + 1 };
		return kept;
	}
	protected async read(): Promise<Note> {
		return Promise.resolve(kept);
	}
	protected override sent(): void {
		this.told += 1;
	}
	get locked(): boolean {
		return this.view.done;
	}
}

beforeEach(() => {
	vi.useFakeTimers();
	kept = { ...server };
	refused = null;
});

it('saves what is typed once the typing pauses', async () => {
	const note = new Noted(server);
	note.content.text = 'ab';
	note.touch();
	note.content.text = 'abc';
	note.touch();
	expect(note.saving).toBe('waiting');
	await vi.advanceTimersByTimeAsync(800);
	expect([note.saving, kept.text, kept.version, note.view.version, note.told]).toEqual([
		'saved',
		'abc',
		2,
		2,
		1
	]);
});

it('writes nothing while it is locked, or when nothing changed', async () => {
	const note = new Noted({ ...server, done: true });
	note.content.text = 'b';
	note.touch();
	await note.save();
	expect(kept.text).toBe('a');
	const open = new Noted(server);
	open.touch();
	await open.save();
	expect([open.saving, kept.version]).toEqual(['saved', 1]);
});

it('stops at a change by somebody else until that is loaded', async () => {
	const note = new Noted(server);
	kept = { ...kept, text: 'theirs', version: 7 };
	note.content.text = 'mine';
	note.touch();
	await note.save();
	expect([note.saving, note.content.text, kept.text]).toEqual(['conflict', 'mine', 'theirs']);
	await note.reload();
	expect([note.saving, note.content.text, note.view.version]).toEqual(['saved', 'theirs', 7]);
	note.content.text = 'again';
	note.touch();
	await note.save();
	expect([kept.text, kept.version]).toEqual(['again', 8]);
});

it('goes on from a version that changed beside the content', async () => {
	const note = new Noted(server);
	note.content.text = 'typed';
	note.touch();
	kept = { ...kept, version: 2 };
	note.update(kept);
	await note.save();
	expect([note.saving, kept.text, kept.version]).toEqual(['saved', 'typed', 3]);
});
