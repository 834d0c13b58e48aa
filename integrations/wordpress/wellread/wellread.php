<?php
/**
 * Plugin Name: Wellread
 * Description: Counts, asks and knows members by Wellread's script; closes parts of a post to all but members.
 * Version: 0.1.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * Text Domain: wellread
 * Domain Path: /languages
 * License: BSD-3-Clause
 */

defined( 'ABSPATH' ) || exit;

const WELLREAD_NEEDED = 'community_content';
// So long is an answer about one token believed.
const WELLREAD_FRESH_S = 60;

/** A reader's words, in the site's language, whichever country's kind of it. */
function wellread_words() {
	$locale = determine_locale();
	$files  = glob( __DIR__ . '/languages/wellread-' . substr( $locale, 0, 2 ) . '*.mo' );
	unload_textdomain( 'wellread' );
	if ( $files && preg_match( '/^[a-z]{2}(_|$)/', $locale ) ) {
		load_textdomain( 'wellread', $files[0] );
	}
}
add_action( 'init', 'wellread_words' );
add_action( 'change_locale', 'wellread_words' );

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
			'description'     => 'What stands in it opens to members alone: in posts, pages, patterns, templates and widgets.',
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
	$post = (int) get_the_ID();
	$name = wellread_name( $block->parsed_block );
	$said = esc_html__( 'The rest is for members.', 'wellread' );
	if ( is_feed() ) {
		return "<p>$said</p>";
	}
	wp_enqueue_script( 'wellread-closed' );
	return sprintf(
		'<div class="wellread-closed" data-wellread-ask="%1$s"><p>%3$s <a href="%2$s/join/" data-wellread="join">%4$s</a> · <a href="%2$s/sign-in/" data-wellread="sign-in">%5$s</a></p></div>',
		esc_url( rest_url( "wellread/v1/closed/$post/$name" ) ),
		esc_url( wellread_home() ),
		$said,
		esc_html__( 'Join us', 'wellread' ),
		esc_html__( 'Already a member? Sign in', 'wellread' )
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
	// Zero is no post: the block stands in a widget or a template, on a page of none.
	$post = (int) $request['post'] ? get_post( (int) $request['post'] ) : null;
	if ( (int) $request['post'] && ( ! $post || 'publish' !== $post->post_status || post_password_required( $post ) ) ) {
		return new WP_Error( 'not_found', 'There is no such post.', array( 'status' => 404 ) );
	}
	$status = wellread_ask( (string) $request->get_header( 'authorization' ) );
	if ( 200 !== $status ) {
		return new WP_Error( 'closed', 'This is for members.', array( 'status' => 403 === $status ? 403 : 401 ) );
	}
	if ( $post ) {
		// Embeds are kept with the post that is being shown.
		$GLOBALS['post'] = $post; // phpcs:ignore
		setup_postdata( $post );
	}
	$block = $post ? wellread_found( $post->post_content, $request['name'] ) : null;
	foreach ( $block ? array() : wellread_places() as $place ) {
		$block = $block ? $block : wellread_found( $place, $request['name'] );
	}
	if ( ! $block ) {
		return new WP_Error( 'not_found', 'There is no such part.', array( 'status' => 404 ) );
	}
	$answer = new WP_REST_Response( array( 'html' => wellread_drawn( $block['innerBlocks'] ) ) );
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

/** Closed blocks as a post shows them: by what WordPress does of its own, not by other plugins' filters, which may draw the post anew. */
function wellread_drawn( $blocks ) {
	$html = wptexturize( implode( '', array_map( 'render_block', $blocks ) ) );
	$html = convert_smilies( do_shortcode( shortcode_unautop( $html ) ) );
	return wp_filter_content_tags( capital_P_dangit( $html ), 'the_content' );
}

/** What every page of the site may show besides a post: its templates, their parts, its widgets. */
function wellread_places() {
	$templates = array_merge( get_block_templates(), get_block_templates( array(), 'wp_template_part' ) );
	$widgets   = array_filter( (array) get_option( 'widget_block', array() ), 'is_array' );
	return array_merge( wp_list_pluck( $templates, 'content' ), array_column( $widgets, 'content' ) );
}

/** The closed block of this name in a text, as it is and with its embeds drawn, whichever the page was drawn of. */
function wellread_found( $text, $name ) {
	global $wp_embed;
	foreach ( array( $wp_embed->autoembed( $wp_embed->run_shortcode( $text ) ), $text ) as $content ) {
		foreach ( wellread_blocks( parse_blocks( $content ) ) as $block ) {
			if ( wellread_name( $block ) === $name ) {
				return $block;
			}
		}
	}
	return null;
}

/** What names a closed block by what stands in it, however often and in whichever order a post is drawn. */
function wellread_name( $block ) {
	return substr( hash( 'sha256', serialize_blocks( array_map( 'wellread_plain', $block['innerBlocks'] ) ) ), 0, 16 );
}

/** A block without what an embed's address was drawn to, which is another from day to day. */
function wellread_plain( $block ) {
	if ( 'core/embed' === $block['blockName'] ) {
		return array( 'innerBlocks' => array(), 'innerContent' => array() ) + $block;
	}
	return array( 'innerBlocks' => array_map( 'wellread_plain', $block['innerBlocks'] ) ) + $block;
}

/** The closed blocks of a text, in their order, whatever they stand in; patterns are followed, each once. */
function wellread_blocks( $blocks, $followed = array() ) {
	$found = array();
	foreach ( $blocks as $block ) {
		if ( 'wellread/community' === $block['blockName'] ) {
			$found[] = $block;
			continue;
		}
		$inner   = $block['innerBlocks'];
		$pattern = wellread_pattern( $block );
		if ( $pattern && ! in_array( $pattern, $followed, true ) ) {
			$inner = parse_blocks( $pattern );
		}
		$found = array_merge( $found, wellread_blocks( $inner, array_merge( $followed, array( $pattern ) ) ) );
	}
	return $found;
}

/** The text of the pattern that a block names, synced or the theme's; '' of any other block. */
function wellread_pattern( $block ) {
	global $wp_embed;
	$attributes = $block['attrs'];
	if ( 'core/block' === $block['blockName'] ) {
		$pattern = empty( $attributes['ref'] ) ? null : get_post( $attributes['ref'] );
		$is_open = $pattern && 'wp_block' === $pattern->post_type && 'publish' === $pattern->post_status && '' === $pattern->post_password;
		return $is_open ? $wp_embed->autoembed( $wp_embed->run_shortcode( $pattern->post_content ) ) : '';
	}
	if ( 'core/pattern' === $block['blockName'] && ! empty( $attributes['slug'] ) ) {
		$pattern = WP_Block_Patterns_Registry::get_instance()->get_registered( $attributes['slug'] );
		return $pattern ? $pattern['content'] : '';
	}
	return '';
}
