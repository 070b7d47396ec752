import { api } from '#lib/api/index.ts';
import { orderHeaders } from '#lib/shop/payment.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
	// The path is read so that another language asks again; the secret's name is the same in all of them.
	void url.pathname;
	const token = url.searchParams.get('narocilo') ?? '';
	const [payment, group] = await Promise.all([
		api.get(`/payments/${encodeURIComponent(params.id)}`, { headers: orderHeaders(token) }),
		api.get(`/order-groups/by-link/${encodeURIComponent(token)}`)
	]);
	return { payment, group, token };
};
