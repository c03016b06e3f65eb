/**
 * What is known of the root that robots lead to, as facts; the certificate itself is Boston Dynamics' and is not here.
 * vendor-certs/boston-dynamics-root.json says the same to other programs, and a test holds the two together.
 */

/** SHA-256 of the root's DER, 64 upper-case hex digits: the one certificate that install and import accept. */
export const BOSTON_DYNAMICS_ROOT_SHA256 = "851035FD8C1693FCBD150CBFDAFE1FA36150DCD8D2E4BBE988959776CD194A1A";

/** Every fingerprint that is accepted without `--any`; a root that takes over is added here, and the old one stays. */
export const PINNED_ROOT_FINGERPRINTS: readonly string[] = [BOSTON_DYNAMICS_ROOT_SHA256];

/** The name under which it is stored. */
export const BOSTON_DYNAMICS_ANCHOR_NAME = "boston-dynamics";

/** Where its maker publishes it. */
export const BOSTON_DYNAMICS_ROOT_URL =
  "https://raw.githubusercontent.com/boston-dynamics/spot-sdk/master/python/bosdyn-client/src/bosdyn/client/resources/robot.pem";

/** Where the file is in an installed Python SDK, below a folder of `sys.path`. */
export const SDK_ROOT_PATH: readonly string[] = ["bosdyn", "client", "resources", "robot.pem"];
