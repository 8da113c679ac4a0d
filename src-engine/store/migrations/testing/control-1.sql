CREATE TABLE agent_revisions ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX agent_revisions_agent ON agent_revisions (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX agent_revisions_id ON agent_revisions (id)
CREATE UNIQUE INDEX agent_revisions_identity ON agent_revisions (device, incarnation, seq)
CREATE TABLE agent_state_history ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX agent_state_history_agent ON agent_state_history (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX agent_state_history_id ON agent_state_history (id)
CREATE UNIQUE INDEX agent_state_history_identity ON agent_state_history (device, incarnation, seq)
CREATE TABLE approval_outcomes ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX approval_outcomes_agent ON approval_outcomes (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX approval_outcomes_id ON approval_outcomes (id)
CREATE UNIQUE INDEX approval_outcomes_identity ON approval_outcomes (device, incarnation, seq)
CREATE INDEX approval_outcomes_org ON approval_outcomes (org, pk) WHERE org IS NOT NULL
CREATE INDEX approval_outcomes_ref ON approval_outcomes (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX approval_outcomes_run ON approval_outcomes (run, pk) WHERE run IS NOT NULL
CREATE TABLE approval_requests ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX approval_requests_agent ON approval_requests (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX approval_requests_id ON approval_requests (id)
CREATE UNIQUE INDEX approval_requests_identity ON approval_requests (device, incarnation, seq)
CREATE INDEX approval_requests_org ON approval_requests (org, pk) WHERE org IS NOT NULL
CREATE INDEX approval_requests_ref ON approval_requests (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX approval_requests_run ON approval_requests (run, pk) WHERE run IS NOT NULL
CREATE TABLE approval_votes ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX approval_votes_agent ON approval_votes (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX approval_votes_id ON approval_votes (id)
CREATE UNIQUE INDEX approval_votes_identity ON approval_votes (device, incarnation, seq)
CREATE INDEX approval_votes_org ON approval_votes (org, pk) WHERE org IS NOT NULL
CREATE INDEX approval_votes_ref ON approval_votes (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX approval_votes_run ON approval_votes (run, pk) WHERE run IS NOT NULL
CREATE TABLE audit_log ( pk INTEGER PRIMARY KEY, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, org TEXT, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, outcome TEXT NOT NULL, target TEXT NOT NULL, payload TEXT, salt BLOB, payload_hash TEXT NOT NULL, hash TEXT NOT NULL ) STRICT
CREATE UNIQUE INDEX audit_log_identity ON audit_log (device, incarnation, seq)
CREATE INDEX audit_log_org ON audit_log (org, pk)
CREATE TABLE budgets ( id TEXT NOT NULL PRIMARY KEY, org TEXT NOT NULL, version INTEGER NOT NULL, cl INTEGER NOT NULL, doc TEXT NOT NULL, meta TEXT NOT NULL, rev INTEGER, pending INTEGER NOT NULL DEFAULT 0, confirmed_cl INTEGER, confirmed_doc TEXT, confirmed_meta TEXT ) STRICT
CREATE TABLE change_log ( seq INTEGER PRIMARY KEY AUTOINCREMENT, org TEXT NOT NULL, event TEXT NOT NULL ) STRICT
CREATE TABLE change_sets ( commit_id TEXT NOT NULL PRIMARY KEY, org TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'signed', 'sent')), op_count INTEGER NOT NULL, bytes INTEGER NOT NULL, body TEXT, sig TEXT ) STRICT
CREATE UNIQUE INDEX change_sets_open ON change_sets (org) WHERE state = 'open'
CREATE TABLE clock (one INTEGER PRIMARY KEY CHECK (one = 1), hlc TEXT NOT NULL) STRICT
CREATE TABLE device ( id TEXT NOT NULL PRIMARY KEY, incarnation INTEGER NOT NULL, public_key TEXT, created_at TEXT NOT NULL ) STRICT
CREATE TABLE local_records ( kind TEXT NOT NULL, key TEXT NOT NULL, org TEXT, doc TEXT NOT NULL, expires_at INTEGER, PRIMARY KEY (kind, key) ) STRICT, WITHOUT ROWID
CREATE INDEX local_records_expiry ON local_records (expires_at) WHERE expires_at IS NOT NULL
CREATE TABLE managed_agents ( id TEXT NOT NULL PRIMARY KEY, org TEXT NOT NULL, version INTEGER NOT NULL, cl INTEGER NOT NULL, doc TEXT NOT NULL, meta TEXT NOT NULL, rev INTEGER, pending INTEGER NOT NULL DEFAULT 0, confirmed_cl INTEGER, confirmed_doc TEXT, confirmed_meta TEXT ) STRICT
CREATE TABLE model_providers ( id TEXT NOT NULL PRIMARY KEY, org TEXT NOT NULL, version INTEGER NOT NULL, cl INTEGER NOT NULL, doc TEXT NOT NULL, meta TEXT NOT NULL, rev INTEGER, pending INTEGER NOT NULL DEFAULT 0, confirmed_cl INTEGER, confirmed_doc TEXT, confirmed_meta TEXT ) STRICT
CREATE TABLE org_roots ( org TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL, genesis TEXT NOT NULL, signature TEXT NOT NULL, recovery_public_key TEXT NOT NULL ) STRICT
CREATE TABLE organizations ( id TEXT NOT NULL PRIMARY KEY, org TEXT NOT NULL, version INTEGER NOT NULL, cl INTEGER NOT NULL, doc TEXT NOT NULL, meta TEXT NOT NULL, rev INTEGER, pending INTEGER NOT NULL DEFAULT 0, confirmed_cl INTEGER, confirmed_doc TEXT, confirmed_meta TEXT ) STRICT
CREATE TABLE outbox ( seq INTEGER PRIMARY KEY AUTOINCREMENT, org TEXT NOT NULL, txn TEXT NOT NULL, commit_id TEXT NOT NULL, actor TEXT NOT NULL, op_count INTEGER NOT NULL, ops TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('pending', 'folded', 'parked')), reason TEXT ) STRICT
CREATE INDEX outbox_commit ON outbox (commit_id)
CREATE TABLE run_states ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX run_states_agent ON run_states (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX run_states_id ON run_states (id)
CREATE UNIQUE INDEX run_states_identity ON run_states (device, incarnation, seq)
CREATE INDEX run_states_org ON run_states (org, pk) WHERE org IS NOT NULL
CREATE INDEX run_states_ref ON run_states (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX run_states_run ON run_states (run, pk) WHERE run IS NOT NULL
CREATE TABLE runs ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX runs_agent ON runs (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX runs_id ON runs (id)
CREATE UNIQUE INDEX runs_identity ON runs (device, incarnation, seq)
CREATE INDEX runs_org ON runs (org, pk) WHERE org IS NOT NULL
CREATE INDEX runs_ref ON runs (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX runs_run ON runs (run, pk) WHERE run IS NOT NULL
CREATE TABLE secrets ( id TEXT NOT NULL PRIMARY KEY, org TEXT NOT NULL, version INTEGER NOT NULL, cl INTEGER NOT NULL, doc TEXT NOT NULL, meta TEXT NOT NULL, rev INTEGER, pending INTEGER NOT NULL DEFAULT 0, confirmed_cl INTEGER, confirmed_doc TEXT, confirmed_meta TEXT ) STRICT
CREATE TABLE settings ( id TEXT NOT NULL PRIMARY KEY, org TEXT NOT NULL, version INTEGER NOT NULL, cl INTEGER NOT NULL, doc TEXT NOT NULL, meta TEXT NOT NULL, rev INTEGER, pending INTEGER NOT NULL DEFAULT 0, confirmed_cl INTEGER, confirmed_doc TEXT, confirmed_meta TEXT ) STRICT
CREATE TABLE statuses ( resource TEXT NOT NULL, writer TEXT NOT NULL, org TEXT NOT NULL, doc TEXT NOT NULL, updated_at TEXT NOT NULL, sig TEXT, PRIMARY KEY (resource, writer) ) STRICT, WITHOUT ROWID
CREATE TABLE targets ( id TEXT NOT NULL PRIMARY KEY, org TEXT NOT NULL, version INTEGER NOT NULL, cl INTEGER NOT NULL, doc TEXT NOT NULL, meta TEXT NOT NULL, rev INTEGER, pending INTEGER NOT NULL DEFAULT 0, confirmed_cl INTEGER, confirmed_doc TEXT, confirmed_meta TEXT ) STRICT
CREATE TABLE users ( id TEXT NOT NULL PRIMARY KEY, org TEXT NOT NULL, version INTEGER NOT NULL, cl INTEGER NOT NULL, doc TEXT NOT NULL, meta TEXT NOT NULL, rev INTEGER, pending INTEGER NOT NULL DEFAULT 0, confirmed_cl INTEGER, confirmed_doc TEXT, confirmed_meta TEXT ) STRICT
