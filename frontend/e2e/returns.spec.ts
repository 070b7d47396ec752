/** After the sale, through the interface: a guest withdraws in two clicks, the seller returns the money, part of it by line. */
import { expect, test } from '@playwright/test';
import { letterTo, makeCoordinator, neighbour, orderOf, person, type Neighbour } from './support/api.ts';
import { signIn, somebody } from './support/people.ts';

let maker: Neighbour;
const run = Date.now().toString(36);

test.beforeAll(async () => {
	const mail = `vida-${run}@example.org`;
	const desk = await person(mail, 'Vida Novak', 'sl');
	await makeCoordinator(mail);
	maker = await neighbour(desk, `Vrvica ${run}`);
});

/** The maker's orders, the newest first. */
const orders = async () => (await maker.maker.get(`/organisations/${maker.organisation}/orders`)).items;

test('a guest withdraws in two clicks and has the money when the goods are back', async ({ browser }) => {
	const { token } = await orderOf(maker.variant);
	const [sold] = await orders();
	await maker.maker.post(`/orders/${sold.id}/shipment`, {
		carrier: 'Pošta Slovenije',
		tracking_number: null,
		tracking_url: null
	});
	const { page } = await somebody(browser, 'sl', 390);
	await page.goto(`/narocilo/${token}`);
	await page.getByRole('button', { name: 'Odstopite od pogodbe tukaj' }).click();
	await page.getByRole('button', { name: 'Potrdite odstop' }).click();
	await expect(page.getByText('Odstop je oddan')).toBeVisible();
	await expect(page.getByText('Čaka na vrnjeno blago')).toBeVisible();
	const { email } = await maker.maker.get(`/orders/${sold.id}`).then((order) => order.buyer);
	const letter = await letterTo(email, new RegExp(`odstop od pogodbe: ${sold.number}`, 'i'));
	expect(letter.text).toContain('1 ×');

	const seller = await somebody(browser, 'sl', 390);
	await signIn(seller, maker.email, '/studio/orders');
	await seller.page.getByRole('link', { name: /^Vračila/ }).click();
	await seller.page.getByRole('link', { name: sold.number }).click();
	await seller.page.getByRole('button', { name: 'Blago je prispelo' }).click();
	await expect(seller.page.getByText('Blago je vrnjeno')).toBeVisible();
	await seller.page.getByRole('button', { name: 'Vrni kupnino' }).click();
	await seller.page.getByRole('dialog').getByRole('button', { name: 'Vrni kupnino' }).click();
	await expect(seller.page.getByText('Denar je vrnjen')).toBeVisible();
	await page.reload();
	await expect(page.getByText('Denar je vrnjen')).toBeVisible();
	await page.context().close();
	await seller.page.context().close();
});

test('a seller returns a part of one line, and the buyer reads why', async ({ browser }) => {
	const { token } = await orderOf(maker.variant);
	const [sold] = await orders();
	const seller = await somebody(browser, 'sl', 390);
	await signIn(seller, maker.email, `/studio/orders/${sold.id}`);
	await seller.page.getByRole('button', { name: 'Vrni denar' }).click();
	const dialog = seller.page.getByRole('dialog');
	await dialog.getByLabel(/^Znesek za/).fill('3,50');
	await dialog.getByLabel('Razlog').fill('Majhna napaka na robu.');
	await expect(dialog.getByText('3,50 €').last()).toBeVisible();
	await dialog.getByRole('button', { name: 'Vrni denar' }).click();
	await expect(seller.page.getByText('Delno vrnjeno')).toBeVisible();
	const { email } = await maker.maker.get(`/orders/${sold.id}`).then((order) => order.buyer);
	const letter = await letterTo(email, new RegExp(`Vračamo vam.*${sold.number}`));
	expect(letter.text).toContain('Majhna napaka na robu.');
	const { page } = await somebody(browser, 'sl', 320);
	await page.goto(`/narocilo/${token}`);
	await expect(page.getByText('Delno vrnjeno')).toBeVisible();
	await page.context().close();
	await seller.page.context().close();
});
