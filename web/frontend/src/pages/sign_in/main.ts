// The pages around the sign-in need no script: this entry names their styles.

import "../../shared/tokens.css";
import "../../shell/style/narrow.css";
import "../../shell/style/docs.css";
