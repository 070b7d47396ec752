/**
 * The one way to the server. Adds the language, the token and the cart's secret, renews the session once when
 * the server says 401, takes the first page's data from the island, and turns every refusal into a `Problem`.
 */
import { language } from '#lib/i18n/language.svelte.ts';
import { queryText, type QueryValue } from '#lib/urls.ts';
import { cartToken } from './cart-token.ts';
import type { Operations } from './generated/operations.gen.ts';
import { takeFromIsland } from './island.ts';
import { haveProblemTexts } from './problem-texts.svelte.ts';
import { Problem, problemFrom } from './problem.ts';
import { session } from './session.svelte.ts';

export const base = '/api/v1';

export interface Options<Query = unknown> {
	query?: { [Name in keyof Query]?: QueryValue };
	/** Made once per act by `newKey()` and repeated with it, so that a second press is not a second order. */
	idempotencyKey?: string;
	/** The version last read, for `If-Match`. */
	version?: number;
	signal?: AbortSignal;
	headers?: Record<string, string>;
	/** Resolves with the response's headers too. */
	onResponse?: (response: Response) => void;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export const newKey = (): string => crypto.randomUUID();

async function headersFor(options: Options, hasBody: boolean): Promise<Headers> {
	const headers = new Headers({ Accept: 'application/json', 'Accept-Language': language.current });
	const token = await session.token();
	if (token) headers.set('Authorization', `Bearer ${token}`);
	const cart = cartToken();
	if (cart) headers.set('X-Cart-Token', cart);
	if (hasBody) headers.set('Content-Type', 'application/json');
	if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey);
	if (options.version !== undefined) headers.set('If-Match', `"${options.version}"`);
	for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
	return headers;
}

async function send(method: Method, url: string, body: unknown, options: Options): Promise<Response> {
	const headers = await headersFor(options, body !== undefined);
	// A cookie goes along only to the session's own addresses, which set and read it.
	headers.set('X-Requested-With', 'modrotisk');
	try {
		return await fetch(url, {
			method,
			headers,
			body: body === undefined ? null : JSON.stringify(body),
			credentials: 'same-origin',
			signal: options.signal ?? null
		});
	} catch (reason) {
		if (reason instanceof DOMException && reason.name === 'AbortError') throw reason;
		throw new Problem(0, {
			code: 'offline',
			detail: 'The server cannot be reached. Check the connection and try again.'
		});
	}
}

async function call<T>(method: Method, path: string, body: unknown, options: Options): Promise<T> {
	const url = `${base}${path}${queryText(options.query)}`;
	if (method === 'GET') {
		const waiting = takeFromIsland<T>(url, language.current);
		if (waiting !== undefined) return waiting;
	}
	let response = await send(method, url, body, options);
	if (response.status === 401 && (await session.renewed())) response = await send(method, url, body, options);
	if (!response.ok) throw await problemFrom(response);
	options.onResponse?.(response);
	if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T;
	return (await response.json()) as T;
}

/** Fetches a file that is for this reader alone. */
async function file(
	path: string,
	query: Record<string, QueryValue> = {},
	headers: Record<string, string> = {}
): Promise<Blob> {
	const url = `${base}${path}${queryText(query)}`;
	const ask = () => send('GET', url, undefined, { headers: { ...headers, Accept: '*/*' } });
	let response = await ask();
	if (response.status === 401 && (await session.renewed())) response = await ask();
	if (!response.ok) throw await problemFrom(response);
	return response.blob();
}

/** Fetches a file and hands it to the browser to keep. */
async function download(path: string, name: string, query: Record<string, QueryValue> = {}): Promise<void> {
	const address = URL.createObjectURL(await file(path, query));
	const link = document.createElement('a');
	link.href = address;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(address), 1000);
}

export interface Upload {
	/** From 0 to 1. */
	onProgress?: (done: number) => void;
	signal?: AbortSignal;
	headers?: Record<string, string>;
}

/** Sends a file as it is, with progress (which `fetch` cannot tell). */
async function upload<T>(path: string, file: Blob, options: Upload = {}): Promise<T> {
	const token = await session.token();
	return new Promise<T>((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open('POST', `${base}${path}`);
		request.responseType = 'text';
		request.setRequestHeader('Accept', 'application/json');
		request.setRequestHeader('Accept-Language', language.current);
		request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
		if (token) request.setRequestHeader('Authorization', `Bearer ${token}`);
		for (const [name, value] of Object.entries(options.headers ?? {})) request.setRequestHeader(name, value);
		request.upload.addEventListener('progress', (event) => {
			if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
		});
		request.addEventListener('load', () => {
			let body: unknown = {};
			try {
				body = JSON.parse(request.responseText || '{}');
			} catch {
				// Told below by the status.
			}
			if (request.status >= 200 && request.status < 300) resolve(body as T);
			else void haveProblemTexts().then(() => reject(new Problem(request.status, body as object)));
		});
		request.addEventListener('error', () => reject(new Problem(0, { code: 'offline' })));
		request.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
		options.signal?.addEventListener('abort', () => request.abort());
		request.send(file);
	});
}

type Verb = keyof Operations;
type Segment<Text extends string> = string extends Text ? '{}' : Text;
/** An address as the document writes it: `/orders/${string}` is `/orders/{}`. */
type Address<Path extends string> = Path extends `${infer Head}/${infer Rest}`
	? `${Segment<Head>}/${Address<Rest>}`
	: Segment<Path>;
type Known<V extends Verb, Path extends string> =
	Address<Path> extends keyof Operations[V] ? Path : 'The API has no such operation.';
type Part<V extends Verb, Path extends string, Name extends string> =
	Address<Path> extends infer At extends keyof Operations[V]
		? Operations[V][At] extends Record<Name, infer Is>
			? Is
			: never
		: never;
type Answer<V extends Verb, Path extends string> = Promise<Part<V, Path, 'answer'>>;
type Asked<V extends Verb, Path extends string> = Options<NonNullable<Part<V, Path, 'query'>>>;
type Body<V extends Verb, Path extends string> = Part<V, Path, 'body'>;

/**
 * The operations of the API. An address is checked against its document, and says what may be asked and sent and what
 * comes back; what is put into an address (`/orders/${id}`) stands for a parameter.
 */
export const api = {
	get: <const P extends string>(path: P & Known<'GET', P>, options: Asked<'GET', P> = {}): Answer<'GET', P> =>
		call('GET', path, undefined, options),
	post: <const P extends string>(
		path: P & Known<'POST', P>,
		body?: Body<'POST', P>,
		options: Asked<'POST', P> = {}
	): Answer<'POST', P> => call('POST', path, body, options),
	put: <const P extends string>(
		path: P & Known<'PUT', P>,
		body?: Body<'PUT', P>,
		options: Asked<'PUT', P> = {}
	): Answer<'PUT', P> => call('PUT', path, body, options),
	patch: <const P extends string>(
		path: P & Known<'PATCH', P>,
		body?: Body<'PATCH', P>,
		options: Asked<'PATCH', P> = {}
	): Answer<'PATCH', P> => call('PATCH', path, body, options),
	delete: <const P extends string>(
		path: P & Known<'DELETE', P>,
		options: Asked<'DELETE', P> = {}
	): Answer<'DELETE', P> => call('DELETE', path, undefined, options),
	upload,
	file,
	download
};
