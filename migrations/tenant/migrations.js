import journal from './meta/_journal.json';
import m0000 from './0000_init.sql';
import m0001 from './0001_moves.sql';
import m0002 from './0002_transfer_bases.sql';
import m0003 from './0003_privacy_state.sql';
import m0004 from './0004_limits.sql';
import m0005 from './0005_former_layouts.sql';
import m0006 from './0006_evidence_and_offboarding.sql';
import m0007 from './0007_sealed_hash_key.sql';

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
m0007
    }
  }
  