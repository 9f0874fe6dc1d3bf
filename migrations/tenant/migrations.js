import journal from './meta/_journal.json';
import m0000 from './0000_init.sql';
import m0001 from './0001_moves.sql';
import m0002 from './0002_transfer_bases.sql';
import m0003 from './0003_privacy_state.sql';
import m0004 from './0004_limits.sql';
import m0005 from './0005_former_layouts.sql';
import m0006 from './0006_evidence_and_offboarding.sql';
import m0007 from './0007_sealed_hash_key.sql';
import m0008 from './0008_webhooks.sql';
import m0009 from './0009_usage.sql';
import m0010 from './0010_inbound_webhooks.sql';
import m0011 from './0011_budgets.sql';
import m0012 from './0012_bills.sql';
import m0013 from './0013_forecasts.sql';
import m0014 from './0014_dashboards.sql';
import m0015 from './0015_exports.sql';
import m0016 from './0016_asked_metrics.sql';
import m0017 from './0017_schedules.sql';
import m0018 from './0018_webhook_waiting.sql';

  export default {
    journal,
    migrations: {
      m0000,
m0001,
m0002,
m0003,
m0004,
m0005,
m0006,
m0007,
m0008,
m0009,
m0010,
m0011,
m0012,
m0013,
m0014,
m0015,
m0016,
m0017,
m0018
    }
  }
  