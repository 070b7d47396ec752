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

export const approve = (desk: Caller, submission: string) =>
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
	vat_status: 'exempt',
	fiscal_mode: 'noncash_only'
});

/** An organisation with a complete record that the desk has approved. */
export async function onboarded(
	desk: Caller,
	maker: Caller,
	kind: 'studio' | 'organizer' | 'company',
	name: string,
	email: string
): Promise<Answer> {
	const organisation = await maker.post('/organisations', { kind, name, town: 'Tržič' });
	const path = `/organisations/${organisation.id}`;
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
			portrait_media_id: null
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
			invoice_mandate_version: accepted('invoice_mandate'),
			terms_version: accepted('terms')
		},
		onboarding.version
	);
	await approve(desk, (await maker.post(`${path}/submission`)).id);
	return organisation;
}

/** A studio that is approved and sells one product, made to order. */
export interface Neighbour {
	maker: Caller;
	email: string;
	organisation: string;
	/** Of the studio's public page. */
	makerSlug: string;
	/** Of the product's public page. */
	slug: string;
	product: string;
	variant: string;
}

export async function neighbour(desk: Caller, name: string): Promise<Neighbour> {
	const email = `${name.toLowerCase().replace(/\W+/g, '-')}@example.org`;
	const maker = await person(email, name, 'sl');
	const organisation = await onboarded(desk, maker, 'studio', name, email);
	const path = `/organisations/${organisation.id}`;
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
	await approve(desk, (await maker.post(`/products/${product.id}/submission`)).id);
	const live = await maker.get(`/products/${product.id}`);
	return {
		maker,
		email,
		organisation: organisation.id,
		makerSlug: organisation.slug,
		slug: live.slug,
		product: product.id,
		variant: live.variants[0].id
	};
}

/** A guest's cart with one piece: the secret that the browser keeps. */
export async function cartWith(variant: string): Promise<{ token: string; view: Answer }> {
	const view = await visitor.post('/carts/current/lines', {
		variant_id: variant,
		quantity: 1,
		personalisation: null
	});
	return { token: view.token, view };
}

/** A guest's order; paid in the sandbox unless told otherwise. */
export async function orderOf(variant: string, paid = true): Promise<{ token: string; payment: string }> {
	const { token: cart } = await cartWith(variant);
	const view = await visitor.send('GET', '/carts/current', undefined, { 'X-Cart-Token': cart });
	const group = await visitor.post(
		'/order-groups',
		{
			email: 'gost@example.org',
			name: 'Neža Gost',
			phone: null,
			address: { name: 'Neža Gost', street: 'Cankarjeva 3', postcode: '4000', city: 'Kranj', country: 'SI' },
			deliveries: view.parcels.map((parcel: Answer) => ({
				organisation_id: parcel.organisation_id,
				option_id: parcel.chosen_option_id
			})),
			gift_note: 'Vse najboljše!',
			hide_prices: false,
			terms_accepted: true,
			locale: 'sl',
			total: view.total
		},
		{ 'X-Cart-Token': cart, 'Idempotency-Key': crypto.randomUUID() }
	);
	const own = { 'X-Order-Token': group.token };
	const payment = await visitor.post(
		`/order-groups/${group.id}/payments`,
		{ method: 'sandbox' },
		{ ...own, 'Idempotency-Key': crypto.randomUUID() }
	);
	if (paid)
		await visitor.post(
			`/payments/${payment.id}/sandbox-outcome`,
			{ outcome: 'paid' },
			{ ...own, 'Idempotency-Key': crypto.randomUUID() }
		);
	return { token: group.token, payment: payment.id };
}

/** An announced pop-up with a hall, a programme and a maker who comes with a product. */
export async function popupWith(desk: Caller, guest: Neighbour, name: string, date: string): Promise<Answer> {
	const email = `${name.toLowerCase().replace(/\W+/g, '-')}@example.org`;
	const host = await person(email, name, 'sl');
	const organisation = await onboarded(desk, host, 'organizer', name, email);
	const venue = await host.post('/venues', {
		organisation_id: organisation.id,
		content: {
			name: { sl: 'Stara predilnica', en: 'Old Spinning Mill', de: 'Alte Spinnerei' },
			kind: 'former_factory',
			address: 'Predilniška 1',
			postal_code: '4290',
			town: 'Tržič',
			country: 'SI',
			position: { latitude: 46.3612, longitude: 14.3068 },
			zone: 'Europe/Ljubljana',
			description: { sl: 'Svetla hala s stebri.' },
			area_m2: 820,
			ceiling_cm: 540,
			persons_max: 380,
			facilities: {
				power_kw: 64,
				sockets: 28,
				water: true,
				toilets: 6,
				heating: 'partial',
				wifi: true,
				parking_places: 70,
				loading_door: null
			},
			step_free: 'ramp',
			access: { sl: 'Klančina ob stranskem vhodu.' },
			restrictions: {},
			picture_media_id: null
		}
	});
	const cover = await host.send('POST', `/organisations/${organisation.id}/media`, picture(1600, 900), {
		'Content-Type': 'image/png'
	});
	await host.patch(`/media/${cover.id}`, { alt: { sl: 'Pročelje predilnice' } });
	const popup = await host.post(`/organisations/${organisation.id}/popups`, {
		content: {
			title: { sl: `Dan v predilnici ${name}`, en: `A day in the mill ${name}` },
			description: { sl: 'Prodaja v hali. Pridite.', en: 'A sale in the hall. Come.' },
			admission: { sl: 'vstop prost', en: 'free admission' },
			access: { sl: 'Pritličje brez stopnic.', en: 'Ground floor without steps.' },
			visitor_info: { sl: 'Kartica in gotovina.' },
			days: [
				{ date, opens: '09:00', closes: '13:00', note: {} },
				{ date, opens: '15:00', closes: '20:00', note: { sl: 'tiha ura 15.00–16.00' } }
			],
			venue_ids: [venue.id],
			cover_media_id: cover.id
		}
	});
	await host.post(`/popups/${popup.id}/programme`, {
		kind: 'workshop',
		date,
		starts: '10:00',
		ends: '12:00',
		title: { sl: 'Odtis na vrečko', en: 'Print a bag' },
		description: {},
		host: 'Modra Štampa',
		host_organisation_id: null,
		place: 'Delavnica',
		admission: { sl: '38,00 €' }
	});
	await host.post(`/popups/${popup.id}/makers`, { organisation_id: guest.organisation, message: null });
	await guest.maker.post(`/popups/${popup.id}/makers/${guest.organisation}/answer`, { answer: 'confirmed' });
	await guest.maker.send('PUT', `/popups/${popup.id}/makers/${guest.organisation}/products`, {
		product_ids: [guest.product]
	});
	await approve(desk, (await host.post(`/popups/${popup.id}/submission`)).id);
	return { ...(await host.get(`/popups/${popup.id}`)), email, organisation: organisation.id };
}

/** A day and a time so many days from now. */
const moment = (days: number, time: string) => ({
	date: new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10),
	time
});

/** A brief that the desk can say yes to; it opens at once. */
export const briefOf = (title: string) => ({
	kind: 'material',
	title: { sl: title, en: `${title} (en)` },
	summary: { sl: 'Ostanki preje za dom.', en: 'Yarn leftovers for the home.' },
	town: 'Tržič',
	partners: [{ name: 'Tržiški muzej', role: { sl: 'kustos' } }],
	background: { sl: 'Predilnici ostane **11 ton** preje.', en: 'The mill is left with 11 tonnes.' },
	task: { sl: 'Razvijte izdelek za dom.', en: 'Develop a product for the home.' },
	constraints: [{ sl: 'brez lepil' }],
	deliverables: [{ sl: 'prototip' }, { sl: 'kalkulacija' }],
	materials: [{ name: { sl: 'konci navitkov' }, composition: { sl: 'bombaž' }, batches: 12, kilograms: 180 }],
	mentor_hours: 16,
	support: { sl: 'Prostor ob torkih.' },
	eligibility: { sl: 'Vsi polnoletni.', en: 'All adults.' },
	languages: ['sl'],
	criteria: [
		{ label: { sl: 'Poraba ostankov' }, weight: 60 },
		{ label: { sl: 'Uporabnost' }, weight: 40 }
	],
	prizes: [{ place: 1, label: { sl: '1. nagrada' }, amount_cents: 150_000 }],
	rights: 'shared_licence',
	royalty: {
		default: 'royalty',
		options: [
			{
				code: 'royalty',
				payer: 'company',
				basis: 'reported_sales',
				rate: { kind: 'percent', bp: 600 },
				minimum_per_year_cents: 15_000,
				term_years: 3,
				statement: 'quarterly'
			}
		]
	},
	opens: moment(-1, '08:00'),
	closes: moment(30, '23:59'),
	judged: moment(44, '18:00'),
	revealed: moment(51, '12:00')
});

/** A challenge of this organisation that takes entries, with an answered question and one that waits, and a draft. */
export async function challengeWith(
	desk: Caller,
	email: string,
	organisation: string,
	title: string
): Promise<Answer> {
	const host = await signIn(email, password);
	const path = `/organisations/${organisation}/challenges`;
	const draft = await host.post(path, { content: { ...briefOf(`${title} prihodnje leto`), rights: null } });
	const challenge = await host.post(path, { content: briefOf(title) });
	await approve(desk, (await host.post(`/challenges/${challenge.id}/submission`)).id);
	const first = await desk.post(`/challenges/${challenge.id}/questions`, {
		question: 'Ali je volna barvana?'
	});
	await host.send('PUT', `/challenges/${challenge.id}/questions/${first.id}/answer`, {
		answer: 'Da, v treh odtenkih.'
	});
	await desk.post(`/challenges/${challenge.id}/questions`, { question: 'Ali dobimo tudi vzorce?' });
	const waiting = await host.post(path, { content: briefOf(`${title} druga`) });
	const submission = (await host.post(`/challenges/${waiting.id}/submission`)).id;
	return { ...(await host.get(`/challenges/${challenge.id}`)), draft: draft.id, submission };
}

/** Words that a jury can judge. */
export const wordsOfEntry = (title: string) => ({
	content: {
		title,
		summary: 'Nit, ki ostane, postane lonček.',
		description: 'Ostanke preje navijemo na lesen kalup in jih utrdimo s škrobom, da držijo obliko.',
		process: 'Navijanje, sušenje, brušenje.',
		materials: '0,2 kg preje na kos',
		making_cents: 1640,
		price_cents: 4800,
		pieces: 80
	}
});

/** An entry with a picture, submitted. */
export async function entryOf(by: Caller, slug: string, title: string): Promise<Answer> {
	const { text_version } = await visitor.get('/rights-templates');
	const acceptance = { rights_text_version: text_version, rights_accepted: true, originality_declared: true };
	const entry = await by.post('/entries', { challenge: slug, acceptance });
	await by.send(
		'POST',
		`/entries/${entry.id}/files?kind=picture&name=loncek.png`,
		picture(900, 700, [40, 80, 150]),
		{ 'Content-Type': 'image/png' }
	);
	await by.put(`/entries/${entry.id}/draft`, wordsOfEntry(title), entry.version);
	await by.post(`/entries/${entry.id}/submission`);
	return by.get(`/entries/${entry.id}`);
}

/** A place in the jury of a challenge: invited by its company, accepted. */
export async function juryOf(host: Caller, challenge: string, by: Caller, email: string): Promise<string> {
	await host.post(`/challenges/${challenge}/jurors`, { name: 'Ana Žirantka', email, chairs: true });
	const letter = await letterTo(email, /jury-invitation/);
	const token = linkIn(letter.text, /jury-invitation/).split('token=')[1] ?? '';
	await by.post('/jury-invitations/answer', { token, accepts: true });
	return (await by.get('/juries')).items[0].id;
}
