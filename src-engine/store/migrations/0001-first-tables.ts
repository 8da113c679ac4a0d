import type { Migration } from '../migrate.ts'
import { streamTableSql } from './stream-table-sql.ts'

/**
 * A collection row holds two layers: `cl, doc, meta` are what people see (confirmed + pending); `confirmed_*` keep the
 * fold of the log while own edits are pending on top of it, and are null when there are none (`pending = 0`). Documents
 * are read into memory at the start, so there is no index but the id's; and rows of a few kilobytes fit into a page of a
 * table with a rowid, while one without would put most of each into an overflow page.
 */
function collectionTableSql(name: string): string {
  return `
    CREATE TABLE ${name} (
      id TEXT NOT NULL PRIMARY KEY,
      org TEXT NOT NULL,
      version INTEGER NOT NULL,
      cl INTEGER NOT NULL,
      doc TEXT NOT NULL,
      meta TEXT NOT NULL,
      rev INTEGER,
      pending INTEGER NOT NULL DEFAULT 0,
      confirmed_cl INTEGER,
      confirmed_doc TEXT,
      confirmed_meta TEXT
    ) STRICT;`
}

export const firstTables: Migration = {
  version: 1,
  name: 'first tables',
  sql: [
    `CREATE TABLE device (
      id TEXT NOT NULL PRIMARY KEY,
      incarnation INTEGER NOT NULL,
      public_key TEXT,
      created_at TEXT NOT NULL
    ) STRICT;`,
    `CREATE TABLE clock (one INTEGER PRIMARY KEY CHECK (one = 1), hlc TEXT NOT NULL) STRICT;`,
    `CREATE TABLE org_roots (
      org TEXT NOT NULL PRIMARY KEY,
      root TEXT NOT NULL,
      genesis TEXT NOT NULL,
      signature TEXT NOT NULL,
      recovery_public_key TEXT NOT NULL
    ) STRICT;`,
    collectionTableSql('organizations'),
    collectionTableSql('users'),
    collectionTableSql('managed_agents'),
    collectionTableSql('targets'),
    collectionTableSql('budgets'),
    collectionTableSql('model_providers'),
    collectionTableSql('secrets'),
    collectionTableSql('settings'),
    // One row per transaction: change sets are cut at transaction borders. `ops` is a JSON array of outbox ops.
    `CREATE TABLE outbox (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      org TEXT NOT NULL,
      txn TEXT NOT NULL,
      commit_id TEXT NOT NULL,
      actor TEXT NOT NULL,
      op_count INTEGER NOT NULL,
      ops TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'folded', 'parked')),
      reason TEXT
    ) STRICT;
    CREATE INDEX outbox_commit ON outbox (commit_id);`,
    // The change set being filled: its commit id is already named by the meta of the rows it wrote.
    `CREATE TABLE change_sets (
      commit_id TEXT NOT NULL PRIMARY KEY,
      org TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'signed', 'sent')),
      op_count INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      body TEXT,
      sig TEXT
    ) STRICT;
    CREATE UNIQUE INDEX change_sets_open ON change_sets (org) WHERE state = 'open';`,
    // `pk` is the local order of arrival, by which lists page; (device, incarnation, seq) is the identity everywhere.
    `CREATE TABLE audit_log (
      pk INTEGER PRIMARY KEY,
      device TEXT NOT NULL,
      incarnation INTEGER NOT NULL,
      seq INTEGER NOT NULL,
      org TEXT,
      at TEXT NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      outcome TEXT NOT NULL,
      target TEXT NOT NULL,
      payload TEXT,
      salt BLOB,
      payload_hash TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX audit_log_identity ON audit_log (device, incarnation, seq);
    CREATE INDEX audit_log_org ON audit_log (org, pk);`,
    `CREATE TABLE change_log (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      org TEXT NOT NULL,
      event TEXT NOT NULL
    ) STRICT;`,
    `CREATE TABLE statuses (
      resource TEXT NOT NULL,
      writer TEXT NOT NULL,
      org TEXT NOT NULL,
      doc TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      sig TEXT,
      PRIMARY KEY (resource, writer)
    ) STRICT, WITHOUT ROWID;`,
    `CREATE TABLE local_records (
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      org TEXT,
      doc TEXT NOT NULL,
      expires_at INTEGER,
      PRIMARY KEY (kind, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX local_records_expiry ON local_records (expires_at) WHERE expires_at IS NOT NULL;`,
    streamTableSql('agent_state_history', ['agent']),
    streamTableSql('agent_revisions', ['agent']),
    streamTableSql('runs'),
    streamTableSql('run_states'),
    streamTableSql('approval_requests'),
    streamTableSql('approval_votes'),
    streamTableSql('approval_outcomes'),
  ],
}
