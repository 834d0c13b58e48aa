<?php
/**
 * Plugin Name: Wellread
 * Description: Counts, asks and knows members by Wellread's script; closes parts of a post to all but members.
 * Version: 0.1.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * License: BSD-3-Clause
 */

defined( 'ABSPATH' ) || exit;

const WELLREAD_NEEDED = 'community_content';
// So long is an answer about one token believed.
const WELLREAD_FRESH_S = 60;

/** Where Wellread runs, without a slash at its end; '' until somebody has said so. */
function wellread_home() {
	return untrailingslashit( esc_url_raw( get_option( 'wellread_home', '' ), array( 'https', 'http' ) ) );
}

/** The one setting, on Settings, Reading. */
function wellread_settings() {
	register_setting( 'reading', 'wellread_home', array( 'type' => 'string', 'sanitize_callback' => 'esc_url_raw' ) );
	add_settings_field(
		'wellread_home',
		'Wellread',
		function () {
			printf(
				'<input type="url" class="regular-text" name="wellread_home" value="%s" placeholder="https://support.example"><p class="description">Where Wellread runs. Name this site there: WELLREAD_SITES=%s</p>',
				esc_attr( wellread_home() ),
				esc_html( untrailingslashit( get_site_url() ) )
			);
		},
		'reading'
	);
}
add_action( 'admin_init', 'wellread_settings' );

/** Wellread's tag, with what this page is. */
function wellread_tag() {
	if ( ! wellread_home() ) {
		return;
	}
	$facts = is_singular( 'post' ) ? wellread_facts( get_queried_object() ) : array( 'kind' => 'page' );
	$said  = '';
	foreach ( $facts as $name => $value ) {
		$said .= sprintf( ' data-%s="%s"', $name, esc_attr( $value ) );
	}
	printf( "<script type=\"module\" src=\"%s/embed.js\"%s></script>\n", esc_url( wellread_home() ), $said ); // phpcs:ignore
}
add_action( 'wp_head', 'wellread_tag', 1 );

/** A post by its permalink, first category and tags. */
function wellread_facts( $post ) {
	$section = get_the_category( $post->ID );
	$topics  = wp_get_post_tags( $post->ID, array( 'fields' => 'slugs' ) );
	return array_filter(
		array(
			'article' => get_permalink( $post ),
			'kind'    => 'article',
			'section' => $section ? $section[0]->slug : '',
			'topics'  => implode( ',', $topics ),
			'inline'  => '.entry-content > p, .wp-block-post-content > p',
		)
	);
}

/** The block: what stands in it is in no page, feed or API until a member asks for it. */
function wellread_block() {
	wp_register_script( 'wellread-editor', plugins_url( 'editor.js', __FILE__ ), array( 'wp-blocks', 'wp-block-editor', 'wp-element' ), '0.1.0', true );
	wp_register_script( 'wellread-closed', plugins_url( 'closed.js', __FILE__ ), array(), '0.1.0', true );
	register_block_type(
		'wellread/community',
		array(
			'api_version'     => 2,
			'title'           => 'For members',
			'category'        => 'text',
			'editor_script'   => 'wellread-editor',
			'render_callback' => 'wellread_closed',
		)
	);
}
add_action( 'init', 'wellread_block' );

/** What everybody gets in the place of closed text. */
function wellread_closed( $attributes, $content, $block ) {
	if ( ! wellread_home() ) {
		return '';
	}
	$post = get_the_ID();
	$name = wellread_name( $block->parsed_block );
	if ( is_feed() ) {
		return '<p>The rest is for members.</p>';
	}
	wp_enqueue_script( 'wellread-closed' );
	return sprintf(
		'<div class="wellread-closed" data-wellread-ask="%s"><p>The rest is for members. <a href="%2$s/join/" data-wellread="join">Join</a> or <a href="%2$s/sign-in/" data-wellread="sign-in">sign in</a>.</p></div>',
		esc_url( rest_url( "wellread/v1/closed/$post/$name" ) ),
		esc_url( wellread_home() )
	);
}

/** Closed text, for whoever has a token for it. */
function wellread_routes() {
	register_rest_route(
		'wellread/v1',
		'/closed/(?P<post>\d+)/(?P<name>[0-9a-f]{16})',
		array(
			'methods'             => 'GET',
			'callback'            => 'wellread_open',
			'permission_callback' => '__return_true',
		)
	);
}
add_action( 'rest_api_init', 'wellread_routes' );

function wellread_open( $request ) {
	$post = get_post( (int) $request['post'] );
	if ( ! $post || 'publish' !== $post->post_status || post_password_required( $post ) ) {
		return new WP_Error( 'not_found', 'There is no such post.', array( 'status' => 404 ) );
	}
	$status = wellread_ask( (string) $request->get_header( 'authorization' ) );
	if ( 200 !== $status ) {
		return new WP_Error( 'closed', 'This is for members.', array( 'status' => 403 === $status ? 403 : 401 ) );
	}
	$blocks = wellread_blocks( parse_blocks( $post->post_content ) );
	$found  = array_filter(
		$blocks,
		function ( $block ) use ( $request ) {
			return wellread_name( $block ) === $request['name'];
		}
	);
	$block  = reset( $found );
	if ( ! $block ) {
		return new WP_Error( 'not_found', 'There is no such part.', array( 'status' => 404 ) );
	}
	$answer = new WP_REST_Response( array( 'html' => implode( '', array_map( 'render_block', $block['innerBlocks'] ) ) ) );
	$answer->header( 'Cache-Control', 'private, no-store' );
	return $answer;
}

/** What Wellread says to a token: 200, 401 or 403; whatever goes wrong closes. */
function wellread_ask( $authorization ) {
	if ( ! wellread_home() || ! preg_match( '/^Bearer [\w.-]{20,4000}$/', $authorization ) ) {
		return 401;
	}
	$key   = 'wellread_' . hash( 'sha256', $authorization );
	$known = get_transient( $key );
	if ( false !== $known ) {
		return (int) $known;
	}
	$answer = wp_remote_get(
		wellread_home() . '/account/entitlements?needs=' . WELLREAD_NEEDED,
		array(
			'headers'     => array( 'Authorization' => $authorization ),
			'timeout'     => 5,
			'redirection' => 0,
		)
	);
	$status = (int) wp_remote_retrieve_response_code( $answer );
	if ( 200 === $status ) {
		set_transient( $key, $status, WELLREAD_FRESH_S );
	}
	return $status;
}

/** What names a closed block by what stands in it, however often and in whichever order a post is drawn. */
function wellread_name( $block ) {
	return substr( hash( 'sha256', serialize_blocks( $block['innerBlocks'] ) ), 0, 16 );
}

/** The closed blocks of a post, in their order, whatever they stand in. */
function wellread_blocks( $blocks ) {
	$found = array();
	foreach ( $blocks as $block ) {
		if ( 'wellread/community' === $block['blockName'] ) {
			$found[] = $block;
		} else {
			$found = array_merge( $found, wellread_blocks( $block['innerBlocks'] ) );
		}
	}
	return $found;
}
