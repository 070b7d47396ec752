/**
 * A market with something of everything in it: what the pages of the shop and of the work show.
 */
import {
	cartWith,
	challengeWith,
	entryOf,
	makeCoordinator,
	neighbour,
	orderOf,
	person,
	popupWith,
	visitor,
	type Answer,
	type Neighbour
} from './api.ts';
import { orderByTransfer, payByStatement } from './transfers.ts';

/** What the addresses of pages are made of. */
export interface Market {
	/** The coordinator's address. */
	deskMail: string;
	maker: Neighbour;
	popup: Answer;
	challenge: Answer;
	/** An entry of the maker to that challenge. */
	entry: string;
	order: { token: string; payment: string };
	/** An order that was not paid yet. */
	open: { token: string; payment: string };
	/** A submission that waits at the desk. */
	waiting: string;
	/** An organisation's submission on which something was looked up. */
	checked: string;
	draft: string;
	studioOrder: string;
	cart: string;
	/** An order that waits for its bank transfer. */
	transfer: { token: string };
	batch: string;
	payout: string;
	/** An order that arrived, with a review and a message that was reported. */
	talked: string;
}

/** Sets it up through the API, as its people would. */
export async function furnish(): Promise<Market> {
	// A failed test starts its file anew: people then need other addresses.
	const run = Date.now().toString(36);
	const deskMail = `mira-${run}@example.org`;
	const desk = await person(deskMail, 'Mira Vodnik', 'sl');
	await makeCoordinator(deskMail);
	const maker = await neighbour(desk, `Predilka ${run}`);
	const popup = await popupWith(desk, maker, `Hala devet ${run}`, '2027-05-08');
	const challenge = await challengeWith(desk, popup.email, popup.organisation, `Druga nit ${run}`);
	const entry = (await entryOf(maker.maker, challenge.slug, 'Lonček iz niti')).id;
	await desk.post('/release-rules', { rule: 'paid' });
	const order = await orderOf(maker.variant);
	const once = () => ({ 'Idempotency-Key': crypto.randomUUID() });
	const prepared = await desk.post('/payout-batches', { minimum_cents: 0 }, once());
	const batch = prepared.batch.id;
	const payout = prepared.payouts.find((one: Answer) => one.organisation_id === maker.organisation).id;
	await desk.post(`/payout-batches/${batch}/release`, undefined, once());
	// One more order waits for the next batch.
	await orderOf(maker.variant);
	const open = await orderOf(maker.variant, false);
	const transfer = await orderByTransfer(maker.variant);
	// Another one was paid in part, and money came that nobody can place.
	await payByStatement(maker, (await orderByTransfer(maker.variant)).reference, 500);
	const cart = (await cartWith(maker.variant)).token;
	await desk.post('/desk/saved-replies', {
		title: `Trditev brez dokazila ${run}`,
		ground: 'terms',
		clause: 'točka 5.2',
		facts: { sl: 'Prosimo za dokazilo.' }
	});
	const asked = `/desk/submissions?kind=organisation&status=decided&organisation_id=${maker.organisation}`;
	const checked = (await desk.get(asked)).items[0].id;
	const seen = { source: 'register', result: 'differs', note: 'V registru je drug naslov.' };
	await desk.post(`/desk/submissions/${checked}/checks`, seen);
	// A change of a live listing waits at the desk, beside a report.
	const product = await maker.maker.get(`/products/${maker.product}`);
	await maker.maker.put(
		`/products/${maker.product}/draft`,
		{ ...product.draft.content, description: { sl: 'Torba iz ostankov usnja, nosi 20 kg.' } },
		product.draft.version
	);
	const waiting = (await maker.maker.post(`/products/${maker.product}/submission`)).id;
	const draft = (
		await maker.maker.post(`/organisations/${maker.organisation}/products`, { name: { sl: 'Osnutek' } })
	).id;
	await visitor.post('/reports', {
		subject_kind: 'listing',
		subject_id: maker.product,
		url: `http://localhost:${process.env.E2E_PORT}/izdelki/${maker.slug}`,
		reason: 'misleading',
		statement: 'Opis obljublja preveč.',
		name: 'Jan Bralec',
		email: 'jan@example.org',
		good_faith: true
	});
	const orders = (await maker.maker.get(`/organisations/${maker.organisation}/orders`)).items;
	const studioOrder = orders[0].id;
	const group = await visitor.get(`/order-groups/by-link/${order.token}`);
	const talked = group.orders[0].id;
	const how = { carrier: 'Pošta Slovenije', tracking_number: null, tracking_url: null };
	await maker.maker.post(`/orders/${talked}/shipment`, how);
	await maker.maker.post(`/orders/${talked}/delivery`);
	const own = { 'X-Order-Token': order.token };
	const review = `/order-groups/${group.id}/lines/${group.orders[0].lines[0].id}/review`;
	await visitor.send('PUT', review, { stars: 4, text: 'Lepo nosi, šivi držijo.' }, own);
	const thread = await visitor.post(
		`/order-groups/${group.id}/orders/${talked}/messages`,
		{ text: 'Ali gre v stroj?' },
		{ ...own, ...once() }
	);
	const why = { reason: 'other', statement: 'Tega sporočila nisem pričakovala.' };
	await maker.maker.post(`/orders/${talked}/messages/${thread.messages[0].id}/report`, why);
	return {
		deskMail,
		maker,
		popup,
		challenge,
		entry,
		order,
		open,
		waiting,
		checked,
		draft,
		studioOrder,
		cart,
		transfer,
		batch,
		payout,
		talked
	};
}
