/**
 * A whole challenge: two companies pose it, three studios answer, four jurors judge, one of them has a conflict of interest;
 * a tie, a second round, the reveal; the best declines, the next signs, makes a product, and the mill's part of its first
 * sale stands on both sides' statements. Clocks are waited for, since nobody can move that of the real binary; days are
 * kept to the minute, so the next minute that leaves time to enter is the close, and the one after it the reveal. What
 * needs no clock is done meanwhile.
 */
import { expect, test } from '@playwright/test';
import {
	approve,
	briefOf,
	entryOf,
	letterTo,
	linkIn,
	makeCoordinator,
	neighbour,
	onboarded,
	orderOf,
	person,
	visitor,
	type Answer,
	type Caller,
	type Neighbour
} from './support/api.ts';
import { isClean } from './support/clean.ts';
import { picture } from './support/picture.ts';
import { signIn, somebody, type Person } from './support/people.ts';

const run = Date.now().toString(36);
const mail = (name: string) => `${name}-${run}@example.org`;
const title = `Druga nit ${run}`;
const works = ['Lonček', 'Svečnik', 'Podloga'];

/** So many whole minutes after the first one that is at least half a minute away, in Ljubljana. */
function minutes(ahead: number): { date: string; time: string; at: number } {
	const at = Math.ceil((Date.now() + 30_000) / 60_000) * 60_000 + ahead * 60_000;
	const zone = { timeZone: 'Europe/Ljubljana', dateStyle: 'short', timeStyle: 'short' } as const;
	const [date = '', time = ''] = new Intl.DateTimeFormat('sv-SE', zone).format(at).split(' ');
	return { date, time, at };
}
const until = (at: number) => new Promise((wait) => setTimeout(wait, Math.max(0, at - Date.now()) + 300));

/** A juror's points for every criterion, on a sheet that is completed. */
async function judges(juror: { by: Caller; jury: string }, work: string, points: number): Promise<void> {
	const seen = await juror.by.get(`/juries/${juror.jury}`);
	const { handle } = seen.entries.find((entry: Answer) => entry.title === work);
	const scores = seen.criteria.map((criterion: Answer) => ({
		criterion_id: criterion.id,
		points,
		comment: 'Premišljeno.'
	}));
	await juror.by.send('PUT', `/juries/${juror.jury}/sheets/${handle}`, { scores });
	await juror.by.post(`/juries/${juror.jury}/sheets/${handle}/completion`);
}

/** Fills the listing that an agreement began, as its studio does, and has it approved. */
async function listed(desk: Caller, maker: Neighbour, id: string): Promise<string> {
	const product = await maker.maker.get(`/products/${id}`);
	const media = await maker.maker.send(
		'POST',
		`/organisations/${maker.organisation}/media`,
		picture(900, 1100, [40, 80, 150]),
		{ 'Content-Type': 'image/png' }
	);
	await maker.maker.patch(`/media/${media.id}`, { alt: { sl: 'Svečnik iz niti' } });
	const content = product.draft.content;
	const facts = {
		...content,
		description: { sl: 'Svečnik iz ostankov preje.' },
		category: 'kitchen',
		techniques: ['blueprint'],
		materials: [{ code: 'linen', percent: 100 }],
		town: 'trzic',
		dimensions_mm: { length: 100, width: 100, height: 80 },
		weight_g: 220,
		pictures: [media.id],
		made_to_order: true,
		lead_time_days: 10,
		safety: {
			...content.safety,
			manufacturer: {
				name: 'Studio',
				postal_address: 'Mestni trg 1, 4220 Škofja Loka',
				electronic_address: maker.email
			},
			warnings: [],
			no_warnings: true
		},
		variants: [{ ...content.variants[0], price: { amount: 5_000, currency: 'EUR' } }]
	};
	await maker.maker.put(`/products/${id}/draft`, facts, product.draft.version);
	await approve(desk, (await maker.maker.post(`/products/${id}/submission`)).id);
	return (await maker.maker.get(`/products/${id}`)).variants[0].id;
}

async function signs(who: Person): Promise<void> {
	await who.page.getByRole('checkbox', { name: who.t('agreement_sign_read') }).check();
	await who.page.getByRole('button', { name: who.t('agreement_sign'), exact: true }).click();
	await expect(who.page.getByText(who.t('agreement_signed')).first()).toBeVisible();
}

test('from a brief to a royalty', async ({ browser }) => {
	test.setTimeout(300_000);
	const desk = await person(mail('mira'), 'Mira Vodnik', 'sl');
	await makeCoordinator(mail('mira'));
	const firmOf = async (name: string, boss: string) => {
		const by = await person(mail(name.toLowerCase()), boss, 'sl');
		return { by, ...(await onboarded(desk, by, 'company', `${name} ${run}`, mail(name.toLowerCase()))) };
	};
	const names = ['ana', 'bor', 'cita', 'dora'];
	const [makers, company, other, invited] = await Promise.all([
		Promise.all(['Mara', 'Jure', 'Zoja'].map((name) => neighbour(desk, `${name} ${run}`))),
		firmOf('Predilnica', 'Peter Predilnik'),
		firmOf('Jeklo', 'Jeklo Mežakla'),
		Promise.all(names.map((name) => person(mail(name), `${name} Žiri`, 'sl'))),
		person(mail('neza'), 'Neža Gost', 'sl')
	]);
	const host: Caller = company.by;
	const firm = await somebody(browser, 'sl');
	await signIn(firm, mail('predilnica'), '/organizer');
	const [closes, judged, revealed] = [minutes(0), minutes(1), minutes(1)];
	const moment = ({ date, time }: { date: string; time: string }) => ({ date, time });
	const share = {
		code: 'share',
		payer: 'creator',
		basis: 'sales_on_platform',
		rate: { kind: 'percent', bp: 400 },
		term_years: 2,
		statement: 'half_yearly'
	};
	const content = {
		...briefOf(title),
		host_ids: [other.id],
		royalty: { default: 'share', options: [share] },
		public_vote: true,
		vote_days: 7,
		closes: moment(closes),
		judged: moment(judged),
		revealed: moment(revealed)
	};
	let challenge = await host.post(`/organisations/${company.id}/challenges`, { content });
	await approve(desk, (await host.post(`/challenges/${challenge.id}/submission`)).id);
	challenge = await host.get(`/challenges/${challenge.id}`);
	const entered = Promise.all(
		makers.map((maker, index) => entryOf(maker.maker, challenge.slug, works[index] ?? ''))
	);

	// The company invites four jurors; the first answers in the browser.
	const board = `/organizer/challenges/${challenge.id}/judging`;
	await firm.page.goto(board);
	const jurors: { by: Caller; jury: string }[] = [];
	for (const [index, by] of invited.entries()) {
		const name = names[index] ?? '';
		if (index === 0) {
			await firm.page.locator('#f-name').fill('Ana Žirantka');
			await firm.page.locator('#f-email').fill(mail(name));
			await firm.page.getByRole('checkbox', { name: firm.t('judging_chairs') }).check();
			await firm.page.getByRole('button', { name: firm.t('judging_invite') }).click();
			await expect(firm.page.getByText(firm.t('judging_invited'))).toBeVisible();
		} else
			await host.post(`/challenges/${challenge.id}/jurors`, {
				name: `${name} Žiri`,
				email: mail(name),
				chairs: false
			});
		const link = linkIn((await letterTo(mail(name), /jury-invitation/)).text, /jury-invitation/);
		if (index === 0) {
			const ana = await somebody(browser, 'sl', 390);
			await signIn(ana, mail(name), '/account/jury');
			await ana.page.goto(link);
			await ana.page.getByRole('button', { name: ana.t('jury_invitation_accept') }).click();
			await expect(ana.page.getByText(ana.t('jury_invitation_accepted')).first()).toBeVisible();
			await ana.page.context().close();
		} else {
			const token = link.split('token=')[1] ?? '';
			await by.post('/jury-invitations/answer', { token, accepts: true });
		}
		jurors.push({ by, jury: (await by.get('/juries')).items[0].id });
	}
	await entered;
	await until(closes.at);

	// Judging begins; one juror declares a conflict of interest in the browser, and all points are in.
	await firm.page.goto(board);
	await firm.page.getByRole('button', { name: firm.t('judging_start') }).click();
	await expect(firm.page.getByText(firm.t('judging_waiting'))).toBeVisible();
	const [ana, ...others] = jurors;
	if (!ana) throw new Error('no juror');
	const bench = await somebody(browser, 'sl', 390);
	await signIn(bench, mail('ana'), `/account/jury/${ana.jury}`);
	await bench.page.getByRole('link', { name: 'Podloga' }).click();
	await bench.page.getByRole('button', { name: bench.t('jury_conflict'), exact: true }).click();
	await bench.page.getByLabel(bench.t('jury_conflict_reason')).fill('Sem mentorica te ekipe.');
	await bench.page.getByRole('button', { name: bench.t('jury_conflict_do') }).click();
	await expect(
		bench.page.getByText(bench.t('jury_recused', { reason: 'Sem mentorica te ekipe.' }))
	).toBeVisible();
	for (const juror of others) await judges(juror, 'Podloga', 5);
	for (const juror of jurors) {
		await judges(juror, 'Lonček', 8);
		await judges(juror, 'Svečnik', 8);
	}

	// Two are equal: the company lets the jury judge both again, and settles the tie that stays.
	await firm.page.goto(board);
	await expect(firm.page.getByText(firm.t('jury_tied')).first()).toBeVisible();
	await isClean(firm.page, 'the board with a tie');
	await firm.page.locator('#f-count').selectOption('2');
	const list = firm.page.getByRole('region', { name: firm.t('judging_shortlist') });
	await firm.page.locator('#f-shortlist-reason').fill('Enaki po prvem krogu.');
	await list.getByRole('button', { name: firm.t('judging_shortlist_do') }).click();
	await firm.page
		.getByRole('dialog')
		.getByRole('button', { name: firm.t('judging_shortlist_do') })
		.click();
	await expect(firm.page.getByText(firm.t('judging_second_waiting'))).toBeVisible();
	await bench.page.goto(`/account/jury/${ana.jury}`);
	await isClean(bench.page, 'the bench in the second round');
	for (const juror of jurors) {
		await judges(juror, 'Lonček', 9);
		await judges(juror, 'Svečnik', 9);
	}
	await firm.page.goto(board);
	await expect(firm.page.getByRole('button', { name: firm.t('judging_tie_do') })).toBeVisible();
	const first = firm.page.locator('form ol.eteam li strong').first();
	if ((await first.textContent()) !== 'Lonček') {
		await firm.page.getByRole('button', { name: firm.t('judging_up', { title: 'Lonček' }) }).click();
	}
	await firm.page.locator('#f-reason').fill('Uporabnejši v domu.');
	await firm.page.getByRole('button', { name: firm.t('judging_tie_do') }).click();
	await expect(firm.page.getByText(firm.t('judging_settled'))).toBeVisible();
	await firm.page.getByRole('button', { name: firm.t('judging_decide') }).click();
	await firm.page.getByRole('link', { name: firm.t('record_open') }).click();
	await expect(firm.page.getByRole('row').filter({ hasText: 'Premišljeno.' }).first()).toBeVisible();
	await isClean(firm.page, 'the record');
	const csv = firm.page.waitForEvent('download');
	await firm.page.getByRole('button', { name: firm.t('record_csv') }).click();
	expect((await csv).suggestedFilename()).toMatch(/\.csv$/);

	// The clock reveals at its minute; the public reads the winner, and votes. Who comes after that signs in meanwhile.
	const [best, next] = makers;
	if (!best || !next) throw new Error('no makers');
	const guest = await somebody(browser, 'sl');
	await signIn(guest, mail('neza'), '/account');
	const mara = await somebody(browser, 'sl', 390);
	await signIn(mara, best.email, '/studio');
	const jure = await somebody(browser, 'sl', 390);
	await signIn(jure, next.email, '/studio');
	await until(revealed.at);
	await expect
		.poll(async () => (await host.get(`/challenges/${challenge.id}`)).state, {
			timeout: 30_000,
			intervals: [500]
		})
		.toBe('revealed');
	await guest.page.goto(`/izzivi/${challenge.slug}`);
	await expect(guest.page.locator('.won__first')).toContainText('Lonček');
	await guest.page.getByRole('radio', { name: /Podloga/ }).check();
	await guest.page.getByRole('button', { name: guest.t('vote_cast') }).click();
	await expect(guest.page.getByText(guest.t('vote_given'))).toBeVisible();
	await isClean(guest.page, 'the challenge with its result');
	await firm.page.goto(`/organizer/challenges/${challenge.id}/entries`);
	await expect(firm.page.getByRole('link', { name: 'Podloga' })).toBeVisible();
	await isClean(firm.page, 'the entries');
	await firm.page.getByRole('link', { name: 'Lonček' }).click();
	await expect(firm.page.locator('.jent img')).toHaveCount(1);
	await isClean(firm.page, 'an entry');

	// The best is offered the agreement and declines; the next is offered it by itself, and both sign.
	await firm.page.goto(`/organizer/challenges/${challenge.id}/awards`);
	await firm.page.getByRole('button', { name: new RegExp(firm.t('awards_offer')) }).click();
	await firm.page
		.getByRole('dialog')
		.getByRole('button', { name: firm.t('awards_offer') })
		.click();
	await expect(firm.page.getByText(firm.t('awards_offered'))).toBeVisible();
	const offerOf = async (maker: Neighbour) =>
		(await maker.maker.get(`/organisations/${maker.organisation}/agreements`)).items[0].id as string;
	await mara.page.goto(`/studio/agreements/${await offerOf(best)}`);
	await mara.page.getByRole('button', { name: mara.t('agreement_decline') }).click();
	await mara.page.getByRole('dialog').getByLabel(mara.t('agreement_reason')).fill('Obliko želim obdržati.');
	await mara.page
		.getByRole('dialog')
		.getByRole('button', { name: mara.t('agreement_decline') })
		.click();
	await expect(mara.page.getByText(mara.t('agreement_declined')).first()).toBeVisible();
	const agreement = await offerOf(next);
	await jure.page.goto(`/studio/agreements/${agreement}`);
	await isClean(jure.page, 'an offered agreement');
	await signs(jure);
	await firm.page.goto(`/organizer/agreements/${agreement}`);
	await signs(firm);
	await isClean(firm.page, 'an agreement in force');

	// A product of the agreement, its first sale, and the mill's part on both sides.
	await jure.page.goto(`/studio/agreements/${agreement}`);
	await jure.page.getByRole('button', { name: jure.t('agreement_make_product') }).click();
	await expect(jure.page).toHaveURL(/\/studio\/listings\/prd_/);
	const product = new URL(jure.page.url()).pathname.split('/').pop() ?? '';
	await desk.post('/release-rules', { rule: 'paid' });
	await orderOf(await listed(desk, next, product));
	for (const [who, path] of [
		[jure, '/studio/royalties'],
		[firm, '/organizer/royalties']
	] as const) {
		await who.page.goto(path);
		// 4 % of 50 €, in the mill's favour.
		await expect(who.page.locator('.moneysec')).toContainText('2,00');
		await isClean(who.page, path);
	}
	await firm.page.goto('/organizer/agreements');
	await isClean(firm.page, 'the agreements of the company');
	// The studio's payout carries it.
	const once = () => ({ 'Idempotency-Key': crypto.randomUUID() });
	const batch = await desk.post('/payout-batches', { minimum_cents: 0 }, once());
	await desk.post(`/payout-batches/${batch.batch.id}/release`, undefined, once());
	const payout = batch.payouts.find((one: Answer) => one.organisation_id === next.organisation);
	await jure.page.goto(`/studio/money/payouts/${payout.id}`);
	const part = jure.page.locator(`td[data-l="${jure.t('money_royalty')}"]`);
	await expect(part.first()).toContainText('2,00');
	expect(await visitor.get(`/storefront/challenges/${challenge.slug}/vote`)).toMatchObject({
		open: true,
		total: null
	});
	for (const one of [firm, bench, guest, mara, jure]) await one.page.context().close();
});
