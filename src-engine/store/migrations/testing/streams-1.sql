CREATE TABLE activity_events ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX activity_events_agent ON activity_events (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX activity_events_id ON activity_events (id)
CREATE UNIQUE INDEX activity_events_identity ON activity_events (device, incarnation, seq)
CREATE INDEX activity_events_org ON activity_events (org, pk) WHERE org IS NOT NULL
CREATE INDEX activity_events_ref ON activity_events (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX activity_events_run ON activity_events (run, pk) WHERE run IS NOT NULL
CREATE TABLE budget_ledger ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX budget_ledger_agent ON budget_ledger (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX budget_ledger_id ON budget_ledger (id)
CREATE UNIQUE INDEX budget_ledger_identity ON budget_ledger (device, incarnation, seq)
CREATE INDEX budget_ledger_org ON budget_ledger (org, pk) WHERE org IS NOT NULL
CREATE INDEX budget_ledger_ref ON budget_ledger (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX budget_ledger_run ON budget_ledger (run, pk) WHERE run IS NOT NULL
CREATE TABLE budget_reservations ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX budget_reservations_agent ON budget_reservations (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX budget_reservations_id ON budget_reservations (id)
CREATE UNIQUE INDEX budget_reservations_identity ON budget_reservations (device, incarnation, seq)
CREATE INDEX budget_reservations_org ON budget_reservations (org, pk) WHERE org IS NOT NULL
CREATE INDEX budget_reservations_ref ON budget_reservations (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX budget_reservations_run ON budget_reservations (run, pk) WHERE run IS NOT NULL
CREATE TABLE conversations ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX conversations_agent ON conversations (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX conversations_id ON conversations (id)
CREATE UNIQUE INDEX conversations_identity ON conversations (device, incarnation, seq)
CREATE INDEX conversations_org ON conversations (org, pk) WHERE org IS NOT NULL
CREATE INDEX conversations_ref ON conversations (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX conversations_run ON conversations (run, pk) WHERE run IS NOT NULL
CREATE TABLE tool_calls ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX tool_calls_agent ON tool_calls (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX tool_calls_id ON tool_calls (id)
CREATE UNIQUE INDEX tool_calls_identity ON tool_calls (device, incarnation, seq)
CREATE INDEX tool_calls_org ON tool_calls (org, pk) WHERE org IS NOT NULL
CREATE INDEX tool_calls_ref ON tool_calls (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX tool_calls_run ON tool_calls (run, pk) WHERE run IS NOT NULL
CREATE TABLE tool_results ( pk INTEGER PRIMARY KEY AUTOINCREMENT, device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, agent TEXT, run TEXT, ref TEXT, type TEXT, at TEXT NOT NULL, doc TEXT NOT NULL ) STRICT
CREATE INDEX tool_results_agent ON tool_results (agent, pk) WHERE agent IS NOT NULL
CREATE UNIQUE INDEX tool_results_id ON tool_results (id)
CREATE UNIQUE INDEX tool_results_identity ON tool_results (device, incarnation, seq)
CREATE INDEX tool_results_org ON tool_results (org, pk) WHERE org IS NOT NULL
CREATE INDEX tool_results_ref ON tool_results (ref, pk) WHERE ref IS NOT NULL
CREATE INDEX tool_results_run ON tool_results (run, pk) WHERE run IS NOT NULL
