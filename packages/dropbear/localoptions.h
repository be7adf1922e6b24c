/* SPDX-License-Identifier: GPL-2.0-only */
/* What differs from dropbear's default_options.h: size, and no old crypto. */

#define DROPBEAR_SMALL_CODE 1
#define DROPBEAR_X11FWD 0
#define DROPBEAR_CLI_AGENTFWD 0
#define DROPBEAR_SVR_AGENTFWD 0
#define DO_MOTD 0
#define DROPBEAR_SFTPSERVER 0
#define INETD_MODE 0

/* Keys: ed25519 and ECDSA are fast on these CPUs; RSA keys may log in. */
#define DROPBEAR_DSS 0
#define DROPBEAR_RSA 1
#define DROPBEAR_SK_KEYS 0

#define DROPBEAR_3DES 0
#define DROPBEAR_ENABLE_CBC_MODE 0
#define DROPBEAR_ENABLE_GCM_MODE 0
#define DROPBEAR_SHA1_HMAC 0
#define DROPBEAR_SHA1_96_HMAC 0
#define DROPBEAR_SHA2_512_HMAC 0
#define DROPBEAR_DH_GROUP1 0
#define DROPBEAR_DH_GROUP14_SHA1 0
#define DROPBEAR_DH_GROUP14_SHA256 0
#define DROPBEAR_DH_GROUP16 0

#define DROPBEAR_SVR_PASSWORD_AUTH 1
#define DROPBEAR_SVR_PUBKEY_AUTH 1
