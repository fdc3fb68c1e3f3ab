import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Certificate } from '../../local/aws/aws';

export interface TrustedCertificate extends Certificate {
  /** The certificate as a file, for `NODE_EXTRA_CA_CERTS`. */
  readonly file: string;
  /** Removes the file. */
  remove(): void;
}

/**
 * Creates a certificate for 127.0.0.1. Over plain HTTP, the SDK loads code that it does not load in Lambda.
 *
 * @throws Error if openssl is not installed, or fails
 */
export function createCertificate(): TrustedCertificate {
  const folder = mkdtempSync(path.join(tmpdir(), 'ses-metrics-exporter-certificate-'));
  const file = path.join(folder, 'certificate.pem');
  const keyFile = path.join(folder, 'key.pem');
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
  const { error, status, stderr } = spawnSync('openssl', [...args, '-keyout', keyFile, '-out', file], {
    encoding: 'utf8',
  });
  if (error) throw new Error(`openssl, which creates the certificate, cannot run (${error.message}): install it`);
  if (status !== 0) throw new Error(`openssl created no certificate:\n${stderr}`);
  return {
    cert: readFileSync(file, 'utf8'),
    key: readFileSync(keyFile, 'utf8'),
    file,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
