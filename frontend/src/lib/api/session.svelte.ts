/**
 * Who is signed in. The access token lives in memory only; the refresh token is a cookie no script can read.
 * All tabs of a browser share one refresh: the lock lets one ask, the channel hands the answer to the others.
 */
import { problemFrom } from './problem.ts';
import type { SessionView } from './types.ts';

const base = '/api/v1';
/** Says that a refresh is worth trying; holds no secret. */
const hint = 'modrotisk.signed_in';
/** A token with less than this left is renewed before it is used. */
const margin = 30_000;

interface Token {
	text: string;
	/** Milliseconds since 1970. */
	until: number;
}

let token = $state.raw<Token | null>(null);
let signedOut = $state(false);
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('modrotisk.session');

channel?.addEventListener('message', ({ data }: MessageEvent<Token | null>) => {
	token = data;
	signedOut = data === null;
});

function remember(value: boolean): void {
	try {
		if (value) localStorage.setItem(hint, '1');
		else localStorage.removeItem(hint);
	} catch {
		// Without storage a reload asks for a new sign-in.
	}
}

function hinted(): boolean {
	try {
		return localStorage.getItem(hint) === '1';
	} catch {
		return false;
	}
}

function fresh(): boolean {
	return token !== null && token.until - Date.now() > margin;
}

function keep(session: SessionView): void {
	token = { text: session.access_token, until: Date.now() + session.expires_in_seconds * 1000 };
	signedOut = false;
	remember(true);
	channel?.postMessage(token);
}

function forget(): void {
	token = null;
	signedOut = true;
	remember(false);
	channel?.postMessage(null);
}

async function askForNew(): Promise<void> {
	const response = await fetch(`${base}/sessions/refresh`, {
		method: 'POST',
		credentials: 'same-origin',
		headers: { 'X-Requested-With': 'modrotisk', Accept: 'application/json' }
	});
	if (response.ok) keep((await response.json()) as SessionView);
	else if (response.status === 401 || response.status === 403) forget();
	else throw await problemFrom(response);
}

let underWay: Promise<void> | null = null;

/** Renews the token once, however many requests and tabs ask for it at the same time. */
function renew(): Promise<void> {
	underWay ??= (async () => {
		const work = async () => {
			if (!fresh()) await askForNew();
		};
		if (navigator.locks) await navigator.locks.request('modrotisk.session', work);
		else await work();
	})().finally(() => {
		underWay = null;
	});
	return underWay;
}

export const session = {
	/** Signed in as far as this browser knows; the server has the last word. */
	get signedIn(): boolean {
		return token !== null || (!signedOut && hinted());
	},
	keep,
	forget,
	/** A token that is good for the next request, or null for a visitor. */
	async token(): Promise<string | null> {
		if (fresh()) return token?.text ?? null;
		if (token === null && !hinted()) return null;
		await renew();
		return token?.text ?? null;
	},
	/** The server did not accept the token: try once with a new one. */
	async renewed(): Promise<boolean> {
		if (token === null && !hinted()) return false;
		token = null;
		await renew();
		return token !== null;
	}
};
