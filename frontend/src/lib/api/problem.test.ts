import { describe, expect, it } from 'vitest';
import { asProblem, Problem, problemFrom } from './problem.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
	new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers });

describe('a refusal', () => {
	it('is said in the reader’s language by its code', async () => {
		const problem = await problemFrom(
			answer(412, { code: 'version_conflict', detail: 'Somebody was faster.' })
		);
		expect(problem.text).toContain('Medtem je nekdo to spremenil');
	});

	it('falls back to the server’s sentence where no translation exists', async () => {
		const problem = await problemFrom(answer(409, { code: 'brand_new_code', detail: 'Do this instead.' }));
		expect(problem.text).toBe('Do this instead.');
	});

	it('keeps the numbers of the server’s sentence', async () => {
		const fields = [{ pointer: '/statement', code: 'too_long', detail: 'Write at most 12,000 characters.' }];
		const problem = await problemFrom(answer(422, { code: 'invalid', fields }));
		expect(problem.field('/statement')).toBe('Napišite največ 12.000 znakov.');
	});

	it('carries its fields by pointer', async () => {
		const fields = [{ pointer: '/email', code: 'field_missing', detail: 'Enter it.' }];
		const problem = await problemFrom(answer(422, { code: 'validation', fields }));
		expect(problem.field('/email')).toBe('To polje je obvezno.');
		expect(problem.byField).toEqual({ '/email': 'To polje je obvezno.' });
		expect(problem.field('/name')).toBeUndefined();
	});

	it('becomes a sentence even when it is not problem+json', async () => {
		const problem = await problemFrom(answer(502, '<html>Bad gateway</html>', { 'retry-after': '30' }));
		expect(problem.code).toBe('unknown');
		expect(problem.retryAfter).toBe(30);
		expect(problem.text.length).toBeGreaterThan(10);
	});

	it('keeps anything else that was thrown apart', () => {
		expect(asProblem(new TypeError('x')).code).toBe('unexpected');
		const problem = new Problem(404, {});
		expect(asProblem(problem)).toBe(problem);
		expect(problem.code).toBe('not_found');
	});
});
