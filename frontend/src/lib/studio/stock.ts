/** The words for why stock moved. */
import type { CorrectStock } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';

export type StockReason = CorrectStock['reason'];
export const reasons: StockReason[] = ['made', 'counted', 'damaged', 'gift', 'sold_elsewhere', 'other'];

const names: Record<string, () => string> = {
	made: m.stock_reason_made,
	counted: m.stock_reason_counted,
	damaged: m.stock_reason_damaged,
	gift: m.stock_reason_gift,
	sold_elsewhere: m.stock_reason_sold_elsewhere,
	other: m.stock_reason_other,
	sale: m.stock_reason_sale,
	cancelled: m.stock_reason_cancelled,
	returned: m.stock_reason_returned,
	opening: m.stock_reason_opening
};

export const reasonName = (reason: string): string => names[reason]?.() ?? reason;
