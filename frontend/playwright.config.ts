/**
 * The pages against the real binary: a fresh folder, an empty database, a free port. Nothing is simulated; what a test
 * needs it makes through the interface, or, where the interface is not what it is about, through the API.
 */
import { defineConfig } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Chosen once by the first process and handed to the workers by the environment.
process.env.E2E_PORT ??= String(20_000 + (process.pid % 20_000));
process.env.E2E_FOLDER ??= mkdtempSync(join(tmpdir(), 'modrotisk-e2e-'));

const base = `http://localhost:${process.env.E2E_PORT}`;

export default defineConfig({
	testDir: 'e2e',
	outputDir: 'test-results',
	fullyParallel: false,
	workers: 1,
	retries: 0,
	timeout: 240_000,
	expect: { timeout: 20_000 },
	reporter: [['list'], ['./e2e/support/count-reporter.ts']],
	use: {
		baseURL: base,
		locale: 'sl-SI',
		timezoneId: 'Europe/Ljubljana',
		reducedMotion: 'reduce',
		actionTimeout: 20_000,
		navigationTimeout: 30_000,
		screenshot: 'only-on-failure',
		trace: 'retain-on-failure',
		launchOptions: {
			executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--disable-background-networking',
				'--disable-sync'
			]
		}
	},
	webServer: {
		command: 'node e2e/support/serve.mjs',
		url: `${base}/readyz`,
		timeout: 120_000,
		reuseExistingServer: false,
		stdout: 'ignore',
		stderr: 'pipe',
		gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 }
	}
});
