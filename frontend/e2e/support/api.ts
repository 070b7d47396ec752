/** The API, for what a test needs but is not about: people with a role, a neighbour who already sells. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { picture } from './picture.ts';
import type { Language } from './words.ts';

export const password = 'modri tisk na lanu 1887';
const base = () => `http://localhost:${process.env.E2E_PORT}/api/v1`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are read here, not typed
export type Answer = any;

export class Caller {
	constructor(readonly token: string | null = null) {}

	async send(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {}
	): Promise<Answer> {
		const raw = body instanceof Uint8Array;
		const response = await fetch(base() + path, {
			method,
			headers: {
				Accept: 'application/json',
				...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
				...(body === undefined || raw ? {} : { 'Content-Type': 'application/json' }),
				...headers
			},
			body:
				body === undefined ? null : raw ? new Blob([body as Uint8Array<ArrayBuffer>]) : JSON.stringify(body)
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		return text ? JSON.parse(text) : undefined;
	}
	get = (path: string) => this.send('GET', path);
	post = (path: string, body?: unknown, headers?: Record<string, string>) =>
		this.send('POST', path, body, headers);
	put = (path: string, body: unknown, version: number) =>
		this.send('PUT', path, body, { 'If-Match': `"${version}"` });
	patch = (path: string, body: unknown) => this.send('PATCH', path, body);
}

export const visitor = new Caller();

/** The newest letter to somebody whose subject or text fits; waits for it to be written. */
export async function letterTo(
	address: string,
	fits: RegExp,
	after = 0
): Promise<{ subject: string; text: string }> {
	for (let attempt = 0; attempt < 60; attempt++) {
		const { items } = await visitor.get(`/mailbox?to=${encodeURIComponent(address)}`);
		for (const item of items.slice(0, items.length - after)) {
			const letter = await visitor.get(`/mailbox/${item.id}`);
			if (fits.test(`${letter.subject}\n${letter.body_text}`))
				return { subject: letter.subject, text: letter.body_text };
		}
		await new Promise((wait) => setTimeout(wait, 500));
	}
	throw new Error(`No letter to ${address} that says ${fits}.`);
}

/** The path (with query and fragment) of the first link in a text that fits. */
export function linkIn(text: string, fits: RegExp): string {
	for (const [found] of text.matchAll(/https?:\/\/[^\s<>"]+/g)) {
		const url = new URL(found);
		if (fits.test(url.pathname)) return url.pathname + url.search + url.hash;
	}
	throw new Error(`No link ${fits} in:\n${text}`);
}

async function signIn(email: string, word: string): Promise<Caller> {
	const answer = await visitor.post('/sessions', { email, password: word });
	return new Caller(answer.session.access_token);
}

/** Somebody with a verified address. */
export async function person(email: string, name: string, locale: Language): Promise<Caller> {
	await visitor.post('/accounts', { email, password, name, locale });
	const letter = await letterTo(email, /verify/);
	const token = linkIn(letter.text, /verify/).split('token=')[1] ?? '';
	const session = await visitor.post('/accounts/verification', { token: decodeURIComponent(token) });
	return new Caller(session.access_token);
}

/** Gives somebody the coordinator's role, as the administrator would. */
export async function makeCoordinator(email: string): Promise<void> {
	const words = readFileSync(join(process.env.E2E_FOLDER ?? '', 'admin.txt'), 'utf8');
	let admin: Caller | undefined;
	for (const candidate of words.split(/\s+/).filter((word) => word.length >= 10)) {
		admin = await signIn('skrbnica@example.org', candidate).catch(() => undefined);
		if (admin) break;
	}
	if (!admin) throw new Error(`No password for the administrator in:\n${words}`);
	const { items } = await admin.get(`/accounts?q=${encodeURIComponent(email)}`);
	await admin.patch(`/accounts/${items[0].id}`, { coordinator: true });
}

const decide = (desk: Caller, submission: string) =>
	desk.post(`/desk/submissions/${submission}/decision`, {
		decision: 'approved',
		ground: null,
		clause: '',
		facts: '',
		comments: [],
		suspend_subject: false
	});

/** What an onboarding record says when nothing is missing. */
export const record = (name: string, email: string) => ({
	legal_kind: 'sole_trader',
	legal_name: `${name} s.p.`,
	street: 'Mestni trg 1',
	post_code: '4220',
	town: 'Škofja Loka',
	country: 'SI',
	phone: '+386 4 000 00 00',
	email,
	tax_number: '50223054',
	registration_number: '9331310000',
	register_name: 'AJPES PRS',
	iban: 'SI56 9999 9000 0100 109',
	account_holder: `${name} s.p.`,
	vat_status: 'exempt'
});

/** A studio that is approved and sells one product, made to order. */
export async function neighbour(desk: Caller, name: string): Promise<{ slug: string; product: string }> {
	const email = `${name.toLowerCase().replace(/\W+/g, '-')}@example.org`;
	const maker = await person(email, name, 'sl');
	const organisation = await maker.post('/organisations', { kind: 'studio', name, town: 'Tržič' });
	const path = `/organisations/${organisation.id}`;
	const { version: _version, ...shown } = organisation;
	await maker.put(
		path,
		{
			name,
			bio: { sl: 'Šiva torbe iz ostankov usnja.', en: 'Sews bags from leather offcuts.' },
			town: 'Tržič',
			country: 'SI',
			website: null,
			contact_email: null,
			contact_phone: null,
			logo_media_id: null,
			portrait_media_id: shown.portrait_media_id ?? null
		},
		organisation.version
	);
	const onboarding = await maker.get(`${path}/onboarding`);
	const accepted = (key: string) =>
		onboarding.declarations.find((one: Answer) => one.key === key)?.version ?? null;
	await maker.put(
		`${path}/onboarding`,
		{
			trade_name: null,
			vat_id: null,
			birth_date: null,
			birth_place: null,
			residence_country: null,
			vat_from: null,
			tax_details: { turnover_so_far_cents: null, one_stop_shop: false, eu_sales_so_far_cents: null },
			odd: null,
			manufacturer: {
				name,
				street: 'Mestni trg 1',
				post_code: '4220',
				town: 'Škofja Loka',
				country: 'SI',
				email_or_url: email
			},
			...record(name, email),
			self_certification_version: accepted('self_certification'),
			terms_version: accepted('terms')
		},
		onboarding.version
	);
	await decide(desk, (await maker.post(`${path}/submission`)).id);
	const product = await maker.post(`${path}/products`, { name: { sl: `Torba ${name}`, en: `Bag ${name}` } });
	const media = await maker.send('POST', `${path}/media`, picture(900, 1100, [150, 56, 31]), {
		'Content-Type': 'image/png'
	});
	await maker.patch(`/media/${media.id}`, {
		alt: { sl: 'Torba z dolgim ročajem', en: 'Bag with a long handle' }
	});
	const content = product.draft.content;
	await maker.put(
		`/products/${product.id}/draft`,
		{
			...content,
			description: { sl: 'Torba iz ostankov usnja.', en: 'A bag from leather offcuts.' },
			category: 'kitchen',
			techniques: ['blueprint'],
			materials: [{ code: 'linen', percent: 100 }],
			town: 'trzic',
			dimensions_mm: { length: 300, width: 220, height: 80 },
			weight_g: 520,
			pictures: [media.id],
			made_to_order: true,
			lead_time_days: 10,
			safety: {
				...content.safety,
				manufacturer: {
					name,
					postal_address: 'Mestni trg 1, 4220 Škofja Loka',
					electronic_address: email
				},
				warnings: [],
				no_warnings: true
			},
			variants: [{ ...content.variants[0], price: { amount: 9800, currency: 'EUR' } }]
		},
		product.draft.version
	);
	await decide(desk, (await maker.post(`/products/${product.id}/submission`)).id);
	return { slug: (await maker.get(`/products/${product.id}`)).slug, product: product.id };
}
